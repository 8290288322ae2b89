import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { ProblemNote } from '../../design/Notice';
import type { Reply } from '../../protocol/rest';
import type { DepartmentStanding } from '../../wire/DepartmentStanding';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';

interface Known {
  readonly department: number | undefined;
  readonly departments: readonly DepartmentStanding[];
}

async function readFor(user: number): Promise<Reply<Known>> {
  const [own, departments] = await Promise.all([planningApi.userDepartment(user), planningApi.standings()]);
  if (!own.ok) return own;
  if (!departments.ok) return departments;
  return { ok: true, body: { department: own.body.department, departments: departments.body } };
}

/** Which department a user plans for; none: they coordinate for all. */
export function UserDepartmentField(props: { user: number; name: string }) {
  const { loaded, reload } = useLoaded(() => readFor(props.user));
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(known) => <Choice {...props} {...known} onSaved={reload} />}
    </LoadedPart>
  );
}

function Choice(props: Known & { user: number; name: string; onSaved: () => void }) {
  const said = words.value.standing;
  const { failure, submit } = useSubmission();
  const choose = async (department: number) => {
    const reply = await submit(() =>
      planningApi.setUserDepartment(props.user, department === 0 ? {} : { department }),
    );
    if (reply?.ok) props.onSaved();
  };
  return (
    <>
      <SelectField
        label={said.planForOf(props.name)}
        value={props.department ?? 0}
        options={[
          { value: 0, label: said.planForAll },
          ...props.departments.map((known) => ({ value: known.department, label: known.name })),
        ]}
        onChoose={choose}
        hint={said.planForHint}
      />
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </>
  );
}
