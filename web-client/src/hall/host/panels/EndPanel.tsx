import { useState } from 'preact/hooks';
import { api } from '../../../app/services';
import { ProblemNote } from '../../../design/Notice';
import type { Problem } from '../../../wire/Problem';
import { words } from '../../../words/words';
import type { SeatView } from '../../seat_view';
import type { OpenPanel } from '../panel';
import { Panel } from './Panel';

/** Ends the meeting for everybody, once it has been asked whether that is meant. */
export function EndPanel({ seat, open }: { seat: SeatView; open: OpenPanel }) {
  const said = words.value.coursePanel;
  const [busy, setBusy] = useState(false);
  const [refusal, setRefusal] = useState<{ problem: Problem | undefined } | undefined>(undefined);
  const session = seat.model.session.value;
  const end = async () => {
    if (session === undefined) return;
    setBusy(true);
    const reply = await api.endSession(session.id, 'host');
    setBusy(false);
    setRefusal(reply.ok ? undefined : { problem: reply.problem });
  };
  return (
    <Panel open={open} title={said.endTitle}>
      <p>{said.endSure}</p>
      {refusal === undefined ? null : <ProblemNote problem={refusal.problem} />}
      <div class="settling">
        <button
          type="button"
          class="button button-danger"
          disabled={busy}
          onClick={end}
          data-action="end-meeting-yes"
        >
          {said.endYes}
        </button>
        <button
          type="button"
          class="button"
          onClick={() => {
            open.value = undefined;
          }}
        >
          {words.value.app.cancel}
        </button>
      </div>
    </Panel>
  );
}
