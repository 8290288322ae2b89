import { attendanceApi } from '../../app/services';
import { ProblemNote } from '../../design/Notice';
import { venueNumber } from '../../state/roster';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';

/** What somebody still has to do after a meeting, by owner. */
export function FollowUps() {
  const { loaded, reload } = useLoaded(() => attendanceApi.followUps());
  const submission = useSubmission();
  const said = words.value.attendance;
  const finish = async (id: number) => {
    const reply = await submission.submit(() => attendanceApi.followUpDone(id));
    if (reply?.ok) await reload();
  };
  return (
    <section class="table-section">
      <h2>{said.followUps}</h2>
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(followUps) =>
          followUps.length === 0 ? (
            <p class="soft">{said.noFollowUps}</p>
          ) : (
            <table class="table">
              <thead>
                <tr>
                  <th>{said.owner}</th>
                  <th>{said.decision}</th>
                  <th>{said.from_meeting}</th>
                  <th />
                </tr>
              </thead>
              <tbody>
                {followUps.map((of) => (
                  <tr key={of.id}>
                    <td>{of.owner}</td>
                    <td>
                      {of.venue === null ? '' : `${venueNumber(of.venue)} `}
                      {of.text === '' ? said.noTopic : of.text}
                    </td>
                    <td>{of.title}</td>
                    <td class="attendance-open">
                      {of.done_ms === null ? (
                        <button
                          type="button"
                          class="button"
                          disabled={submission.busy.value}
                          aria-label={`${said.done}: ${of.text}`}
                          onClick={() => finish(of.id)}
                        >
                          {said.done}
                        </button>
                      ) : (
                        <span class="soft">{said.doneOn(dayAndTime(of.done_ms))}</span>
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </LoadedPart>
    </section>
  );
}
