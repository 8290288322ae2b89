import { Dialog } from '../../design/Dialog';
import { clockTime, dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { DeskLink } from '../DeskMenu';
import type { BoardModel } from './board_model';

/** What publishing made: the meetings, each with its time. */
export function PublishedDialog({ model }: { model: BoardModel }) {
  const published = model.published.value;
  const said = words.value.board;
  if (published === undefined) return null;
  return (
    <Dialog
      title={said.publishedTitle(published.version.number)}
      onClose={() => {
        model.published.value = undefined;
      }}
    >
      <ul class="reasons">
        {published.sessions.map((session) => (
          <li key={session.session}>
            <strong>{session.title}</strong>{' '}
            {said.range(dayAndTime(session.starts_ms), clockTime(session.ends_ms))}
          </li>
        ))}
      </ul>
      {published.given_up.length === 0 ? null : <p>{said.givenUp(published.given_up.length)}</p>}
      <p class="soft">{said.publishedHint}</p>
      <DeskLink class="button" to="/" name={words.value.desk.sessions} />
    </Dialog>
  );
}
