import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { CheckField } from '../../design/choices';
import { TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';

/** What each department may do in planning, and where it is told. */
export function StandingSection({ mayChange }: { mayChange: boolean }) {
  const said = words.value.standing;
  const { loaded, reload } = useLoaded(() => planningApi.standings());
  const [changing, setChanging] = useState<DepartmentStanding | undefined>(undefined);
  return (
    <section class="table-section">
      <h2>{said.title}</h2>
      {changing === undefined ? null : (
        <StandingForm
          key={changing.department}
          standing={changing}
          onClose={() => setChanging(undefined)}
          onSaved={() => {
            setChanging(undefined);
            reload();
          }}
        />
      )}
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(standings) => (
          <table class="table">
            <thead>
              <tr>
                <th>{words.value.departments.name}</th>
                <th>{said.privileged}</th>
                <th>{said.email}</th>
                {mayChange ? (
                  <th class="no-print">
                    <span class="heard-only">{words.value.desk.actions}</span>
                  </th>
                ) : null}
              </tr>
            </thead>
            <tbody>
              {standings.map((standing) => (
                <tr key={standing.department}>
                  <td>{standing.name}</td>
                  <td>{standing.privileged ? said.yes : said.byApproval}</td>
                  <td>{standing.email ?? '–'}</td>
                  {mayChange ? (
                    <td class="no-print">
                      <span class="row-actions row-actions-end">
                        <button
                          type="button"
                          class="button button-quiet"
                          onClick={() => setChanging(standing)}
                        >
                          {words.value.items.change}
                        </button>
                      </span>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </LoadedPart>
    </section>
  );
}

function StandingForm(props: { standing: DepartmentStanding; onClose: () => void; onSaved: () => void }) {
  const { standing } = props;
  const said = words.value.standing;
  const [privileged, setPrivileged] = useState(standing.privileged);
  const [email, setEmail] = useState(standing.email ?? '');
  const { busy, failure, submit } = useSubmission();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const address = email.trim();
    const reply = await submit(() =>
      planningApi.setStanding(standing.department, {
        privileged,
        ...(address === '' ? {} : { email: address }),
      }),
    );
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card item-form" onSubmit={save}>
      <h3>{standing.name}</h3>
      <CheckField checked={privileged} onChange={setPrivileged}>
        {said.privileged}
      </CheckField>
      <TextField label={said.email} type="email" value={email} onInput={setEmail} optional />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
