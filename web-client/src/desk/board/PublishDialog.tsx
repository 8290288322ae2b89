import { Dialog } from '../../design/Dialog';
import { StatusShape } from '../../design/StatusShape';
import { changesBetween } from '../../state/board/compare';
import type { WeekView } from '../../state/board/view';
import type { Board } from '../../wire/Board';
import { words } from '../../words/words';
import type { BoardModel } from './board_model';
import { LoadTable } from './LoadDialog';
import { SlotChanges } from './SlotChanges';

/** What publishing changes and asks of whom, before it is done. */
export function PublishDialog(props: {
  board: Board;
  week: WeekView;
  model: BoardModel;
  onClose: () => void;
}) {
  const { board, week, model } = props;
  const said = words.value.board;
  const inForce = board.versions.find(({ state }) => state === 'published' || state === 'frozen');
  const changes = changesBetween(inForce ?? { slots: [] }, week.version ?? { slots: [] });
  const sessions = week.windows.filter((window) => window.blocks.length > 0).length;
  const waiting = week.windows
    .flatMap((window) => window.blocks)
    .filter(({ item }) => item.awaitsApproval || item.refused);
  const publish = async () => {
    props.onClose();
    await model.publish();
  };
  return (
    <Dialog wide title={said.publishTitle} onClose={props.onClose}>
      <p>{said.publishHint(sessions)}</p>
      {waiting.length === 0 ? null : (
        <p>
          <StatusShape shape="warn" label="" /> {said.publishWaiting(waiting.length)}
        </p>
      )}
      {week.tray.length === 0 ? null : <p class="soft">{said.publishTray(week.tray.length)}</p>}
      <div class="form-actions">
        <button type="button" class="button button-first" data-action="publish-now" onClick={publish}>
          {said.publishNow}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
      <section>
        <h3>{said.changes(changes.length)}</h3>
        <SlotChanges changes={changes} board={board} week={week} />
      </section>
      <section>
        <h3>{said.load}</h3>
        <LoadTable board={board} />
      </section>
    </Dialog>
  );
}
