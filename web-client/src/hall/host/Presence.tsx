import type { Signal } from '@preact/signals';
import { StatusShape } from '../../design/StatusShape';
import type { HallModel } from '../../state/hall_model';
import { type Shape, shapeOf, troubled } from '../../state/roster';
import { words } from '../../words/words';
import { connectionSince, venueTitle } from '../venue_words';

/** Who is here, in four figures, and by name who is not. */
export function Presence({ model, selection }: { model: HallModel; selection: Signal<number | undefined> }) {
  const said = words.value.host;
  const { due, online, lost, absent } = model.attendance.value;
  const missing = troubled(model.branches.value);
  const { queue, speaking } = model.floor.value;
  const busy = queue.length > 0 || speaking !== undefined;
  return (
    <section class="presence">
      <dl class="figures">
        <Figure label={said.due} value={due} />
        <Figure label={said.online} value={online} shape="ok" />
        <Figure label={said.lost} value={lost} shape="bad" quiet={lost === 0} />
        <Figure label={said.absent} value={absent} shape="off" quiet={absent === 0} />
      </dl>
      {missing.length === 0 ? (
        <p class="soft presence-all">{said.allHere}</p>
      ) : (
        // Questions come first: the list of what is amiss then waits behind its heading.
        <details class="presence-missing" open={!busy}>
          <summary>
            {said.needAttention} <span class="soft">{missing.length}</span>
          </summary>
          <ul class="missing">
            {missing.map((venue) => (
              <li key={venue.number}>
                <button
                  type="button"
                  class="missing-venue"
                  onClick={() => {
                    selection.value = venue.number;
                  }}
                >
                  <StatusShape shape={shapeOf(venue)} />
                  <span>{venueTitle(venue, words.value)}</span>
                  <span class="soft">
                    {connectionSince(venue, model.session.value?.openedMs ?? 0, words.value)}
                  </span>
                </button>
              </li>
            ))}
          </ul>
        </details>
      )}
    </section>
  );
}

function Figure(props: { label: string; value: number; shape?: Shape; quiet?: boolean }) {
  return (
    <div class={props.quiet ? 'figure figure-quiet' : 'figure'}>
      <dt>
        {props.shape === undefined ? null : <StatusShape shape={props.shape} label="" />}
        {props.label}
      </dt>
      <dd>{props.value}</dd>
    </div>
  );
}
