import { CopyButton } from '../../../design/fields';
import { StatusShape } from '../../../design/StatusShape';
import { shapeOf } from '../../../state/roster';
import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import { connectionSince, venueTitle } from '../../venue_words';
import { chairOf } from '../chair';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** Who was missing when the missing were called, and how they stand by now. */
export function MissingPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const { model } = seat;
  const said = words.value.coursePanel;
  const chair = chairOf(seat);
  const missing = model.missing.value
    .flatMap((number) => model.venue(number) ?? [])
    .filter(({ connection }) => connection === 'absent' || connection === 'lost');
  return (
    <Panel open={open} title={said.missingTitle} tall>
      {missing.length === 0 ? (
        <p>{said.missingNone}</p>
      ) : (
        <>
          <p class="soft">{said.missingHint}</p>
          <ul class="rows rows-long">
            {missing.map((venue) => (
              <li key={venue.number} data-missing={venue.number}>
                <StatusShape shape={shapeOf(venue)} label="" />
                <span>{venueTitle(venue, words.value)}</span>
                <span class="soft">
                  {connectionSince(venue, model.session.value?.openedMs ?? 0, words.value)}
                </span>
              </li>
            ))}
          </ul>
          <div class="settling">
            <CopyButton
              text={missing.map((venue) => venueTitle(venue, words.value)).join('\n')}
              label={said.missingCopy}
            />
            <button
              type="button"
              class="button"
              disabled={!chair.ready}
              onClick={() => chair.send({ command: 'call-missing' })}
            >
              {said.missingAgain}
            </button>
          </div>
        </>
      )}
    </Panel>
  );
}
