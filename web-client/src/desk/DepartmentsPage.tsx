import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { AskFirst, TextField } from '../design/fields';
import { Icon } from '../design/Icon';
import { ProblemNote } from '../design/Notice';
import type { Rights } from '../state/rights';
import type { Department } from '../wire/Department';
import { words } from '../words/words';
import { EmptyList, LoadedList } from './LoadedList';
import { useLoaded, useSubmission } from './loaded';
import { ApproversSection } from './planning/ApproversSection';
import { LinesSection } from './planning/LinesSection';
import { StandingSection } from './planning/StandingSection';

/** Longest name of a department, characters. */
const NAME_LENGTH_MAX = 40;

/** The departments of the street office. */
export function DepartmentsPage({ rights }: { rights: Rights }) {
  const { loaded, reload } = useLoaded(() => api.departments());
  const submission = useSubmission();
  const [form, setForm] = useState<'none' | 'new' | Department>('none');
  const said = words.value.departments;
  const desk = words.value.desk;
  const [generation, setGeneration] = useState(0);
  const changed = async () => {
    await reload();
    setGeneration(generation + 1);
  };
  const remove = async (department: Department) => {
    const reply = await submission.submit(() => api.removeDepartment(department.id));
    if (reply?.ok) await changed();
  };
  return (
    <>
      <header class="page-head">
        <h1>{said.title}</h1>
        {rights.manageStreet && form === 'none' ? (
          <button type="button" class="button button-first no-print" onClick={() => setForm('new')}>
            <Icon name="add" />
            {said.add}
          </button>
        ) : null}
      </header>
      {form === 'none' ? null : (
        <DepartmentForm
          key={form === 'new' ? 'new' : form.id}
          department={form === 'new' ? undefined : form}
          onClose={() => setForm('none')}
          onSaved={() => {
            setForm('none');
            changed();
          }}
        />
      )}
      {submission.failure.value === undefined ? null : (
        <ProblemNote problem={submission.failure.value.problem} />
      )}
      <LoadedList
        loaded={loaded.value}
        onRetry={reload}
        empty={<EmptyList title={said.none} hint={said.noneHint} />}
      >
        {(departments) => (
          <table class="table">
            <thead>
              <tr>
                <th>{said.name}</th>
                {rights.manageStreet ? <th class="no-print" /> : null}
              </tr>
            </thead>
            <tbody>
              {departments.map((department) => (
                <tr key={department.id}>
                  <td>{department.name}</td>
                  {rights.manageStreet ? (
                    <td class="no-print">
                      <span class="row-actions row-actions-end">
                        <button type="button" class="button button-quiet" onClick={() => setForm(department)}>
                          {desk.rename}
                        </button>
                        <AskFirst
                          danger
                          label={desk.remove}
                          question={desk.sure(department.name)}
                          yes={desk.remove}
                          onYes={() => remove(department)}
                        />
                      </span>
                    </td>
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </LoadedList>
      {rights.planSessions ? (
        <>
          <StandingSection key={`standing ${generation}`} mayChange={rights.manageStreet} />
          <LinesSection mayChange={rights.manageStreet} />
          {rights.manageUsers ? <ApproversSection /> : null}
        </>
      ) : null}
    </>
  );
}

function DepartmentForm(props: {
  department: Department | undefined;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { department } = props;
  const [name, setName] = useState(department?.name ?? '');
  const { busy, failure, submit } = useSubmission();
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = { name: name.trim() };
    const reply = await submit(() =>
      department === undefined ? api.addDepartment(wanted) : api.renameDepartment(department.id, wanted),
    );
    if (reply?.ok) props.onSaved();
  };
  return (
    <form class="card row-form" onSubmit={save}>
      <TextField
        label={words.value.departments.name}
        value={name}
        onInput={setName}
        maxLength={NAME_LENGTH_MAX}
        focused
      />
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {department === undefined ? words.value.desk.add : words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </form>
  );
}
