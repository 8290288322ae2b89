import { useState } from 'preact/hooks';
import { api } from '../app/services';
import { TextField } from '../design/fields';
import type { Rights } from '../state/rights';
import type { Department } from '../wire/Department';
import { words } from '../words/words';
import { EditedList, type FormEnd } from './EditedList';
import { ApproversSection } from './planning/ApproversSection';
import { LinesSection } from './planning/LinesSection';
import { StandingSection } from './planning/StandingSection';
import { ActionsHead, RowActions } from './RowActions';
import { SendForm } from './SendForm';

/** Longest name of a department, characters. */
const NAME_LENGTH_MAX = 40;

/** The departments of the street office. */
export function DepartmentsPage({ rights }: { rights: Rights }) {
  const [generation, setGeneration] = useState(0);
  const said = words.value.departments;
  const desk = words.value.desk;
  return (
    <>
      <EditedList
        title={said.title}
        addLabel={said.add}
        mayChange={rights.manageStreet}
        read={() => api.departments()}
        form={(department, end) => <DepartmentForm department={department} {...end} />}
        none={said.none}
        noneHint={said.noneHint}
        onChanged={() => setGeneration(generation + 1)}
      >
        {(departments, requests) => (
          <table class="table">
            <thead>
              <tr>
                <th>{said.name}</th>
                {rights.manageStreet ? <ActionsHead /> : null}
              </tr>
            </thead>
            <tbody>
              {departments.map((department) => (
                <tr key={department.id}>
                  <td>{department.name}</td>
                  {rights.manageStreet ? (
                    <RowActions
                      onChange={() => requests.change(department)}
                      changeLabel={desk.rename}
                      onRemove={() => requests.remove(() => api.removeDepartment(department.id))}
                      removeQuestion={desk.sure(department.name)}
                    />
                  ) : null}
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </EditedList>
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

function DepartmentForm({ department, close, saved }: { department: Department | undefined } & FormEnd) {
  const [name, setName] = useState(department?.name ?? '');
  return (
    <SendForm
      send={() => {
        const wanted = { name: name.trim() };
        return department === undefined
          ? api.addDepartment(wanted)
          : api.renameDepartment(department.id, wanted);
      }}
      onSent={saved}
      onClose={close}
      label={department === undefined ? words.value.desk.add : undefined}
    >
      <TextField
        label={words.value.departments.name}
        value={name}
        onInput={setName}
        maxLength={NAME_LENGTH_MAX}
        focused
      />
    </SendForm>
  );
}
