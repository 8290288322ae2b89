import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { CheckField } from '../../design/choices';
import { TextField } from '../../design/fields';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';
import { ActionsHead, RowActions } from '../RowActions';
import { SendForm } from '../SendForm';

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
                {mayChange ? <ActionsHead /> : null}
              </tr>
            </thead>
            <tbody>
              {standings.map((standing) => (
                <tr key={standing.department}>
                  <td>{standing.name}</td>
                  <td>{standing.privileged ? said.yes : said.byApproval}</td>
                  <td>{standing.email ?? '–'}</td>
                  {mayChange ? <RowActions onChange={() => setChanging(standing)} /> : null}
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
  const send = () => {
    const address = email.trim();
    return planningApi.setStanding(standing.department, {
      privileged,
      ...(address === '' ? {} : { email: address }),
    });
  };
  return (
    <SendForm tall send={send} onSent={props.onSaved} onClose={props.onClose}>
      <h3>{standing.name}</h3>
      <CheckField checked={privileged} onChange={setPrivileged}>
        {said.privileged}
      </CheckField>
      <TextField label={said.email} type="email" value={email} onInput={setEmail} optional />
    </SendForm>
  );
}
