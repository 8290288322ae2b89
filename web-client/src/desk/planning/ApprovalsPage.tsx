import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { TextArea } from '../../design/choices';
import { ProblemNote } from '../../design/Notice';
import type { ApprovalCase } from '../../wire/ApprovalCase';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import { listed } from '../../words/lists';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { EmptyList, LoadedList } from '../LoadedList';
import { useLoaded, useSubmission } from '../loaded';
import { ApprovalTag } from './ApprovalTag';

const NOTE_LENGTH_MAX = 200;

/** What waits for the leader's approval, and what was decided. */
export function ApprovalsPage() {
  const said = words.value.approvals;
  const { loaded, reload } = useLoaded(() => planningApi.approvals());
  const departments = useLoaded(() => planningApi.standings());
  const known = departments.loaded.value.state === 'here' ? departments.loaded.value.value : [];
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
      </header>
      <LoadedList
        loaded={loaded.value}
        onRetry={reload}
        empty={<EmptyList title={said.none} hint={said.noneHint} />}
      >
        {(cases) => {
          const waiting = cases
            .filter(({ state }) => state === 'pending')
            .sort((a, b) => a.asked_ms - b.asked_ms);
          const decided = cases
            .filter(({ state }) => state !== 'pending')
            .sort((a, b) => (b.decided_ms ?? 0) - (a.decided_ms ?? 0));
          return (
            <>
              {waiting.length === 0 ? <p class="soft">{said.noneWaiting}</p> : null}
              <div class="session-cards">
                {waiting.map((approval) => (
                  <WaitingCase key={approval.id} approval={approval} departments={known} onDecided={reload} />
                ))}
              </div>
              {decided.length === 0 ? null : <DecidedCases cases={decided} departments={known} />}
            </>
          );
        }}
      </LoadedList>
    </>
  );
}

function nameOf(department: number, departments: readonly DepartmentStanding[]): string {
  return departments.find((known) => known.department === department)?.name ?? '';
}

function WaitingCase(props: {
  approval: ApprovalCase;
  departments: readonly DepartmentStanding[];
  onDecided: () => void;
}) {
  const { approval } = props;
  const said = words.value.approvals;
  const [note, setNote] = useState('');
  const { busy, failure, submit } = useSubmission();
  const decide = async (granted: boolean) => {
    const reply = await submit(() => planningApi.decide(approval.id, { granted, note: note.trim() }));
    if (reply?.ok) props.onDecided();
  };
  return (
    <article class="card session-card" data-approval={approval.id}>
      <div class="session-head">
        <h2>{approval.title}</h2>
        <span class="tag">{approval.series === undefined ? words.value.items.title : said.series}</span>
      </div>
      <dl class="session-facts">
        <div>
          <dt>{words.value.items.department}</dt>
          <dd>{nameOf(approval.department, props.departments)}</dd>
        </div>
        <div>
          <dt>{said.why}</dt>
          <dd>{listed(approval.reasons.map((reason) => said.reasons[reason]))}</dd>
        </div>
        <div>
          <dt>{said.asked}</dt>
          <dd>{dayAndTime(approval.asked_ms)}</dd>
        </div>
      </dl>
      {approval.stated === '' ? null : <blockquote class="stated">{approval.stated}</blockquote>}
      {approval.may_decide ? (
        <>
          <TextArea
            label={said.note}
            value={note}
            onInput={setNote}
            rows={2}
            maxLength={NOTE_LENGTH_MAX}
            hint={said.noteHint}
            optional
          />
          <div class="form-actions">
            <button
              type="button"
              class="button button-first"
              disabled={busy.value}
              data-action="grant"
              onClick={() => decide(true)}
            >
              {said.grant}
            </button>
            <button
              type="button"
              class="button button-danger"
              disabled={busy.value || note.trim() === ''}
              onClick={() => decide(false)}
            >
              {said.refuse}
            </button>
          </div>
        </>
      ) : (
        <p class="soft">{said.notYours}</p>
      )}
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </article>
  );
}

function DecidedCases(props: { cases: readonly ApprovalCase[]; departments: readonly DepartmentStanding[] }) {
  const said = words.value.approvals;
  return (
    <section class="table-section">
      <h2>{said.decided}</h2>
      <table class="table">
        <thead>
          <tr>
            <th>{words.value.items.title}</th>
            <th>{words.value.items.department}</th>
            <th>{said.decision}</th>
            <th>{said.note}</th>
            <th>{said.decidedAt}</th>
          </tr>
        </thead>
        <tbody>
          {props.cases.map((approval) => (
            <tr key={approval.id}>
              <td>{approval.title}</td>
              <td>{nameOf(approval.department, props.departments)}</td>
              <td>
                <ApprovalTag approval={approval.state} reasons={approval.reasons} />
              </td>
              <td>{approval.note === '' ? '–' : approval.note}</td>
              <td>
                {approval.decided_ms === undefined ? '–' : dayAndTime(approval.decided_ms)}
                {approval.by_delegate ? <span class="soft"> {said.byDelegate}</span> : null}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
