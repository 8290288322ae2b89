import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { AskFirst, TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';

const NAME_LENGTH_MAX = 20;

/** Lines of work (条线), each with quotas of its own. */
export function LinesSection({ mayChange }: { mayChange: boolean }) {
  const said = words.value.lines;
  const { loaded, reload } = useLoaded(() => planningApi.lines());
  const { busy, failure, submit } = useSubmission();
  const [name, setName] = useState('');
  const add = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() => planningApi.addLine({ name: name.trim() }));
    if (!reply?.ok) return;
    setName('');
    await reload();
  };
  const remove = async (id: number) => {
    const reply = await submit(() => planningApi.removeLine(id));
    if (reply?.ok) await reload();
  };
  return (
    <section class="table-section">
      <h2>{said.title}</h2>
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(lines) =>
          lines.length === 0 ? (
            <p class="soft">{said.none}</p>
          ) : (
            <ul class="line-list">
              {lines.map((line) => (
                <li key={line.id} class="tag">
                  {line.name}
                  {mayChange ? (
                    <AskFirst
                      danger
                      label={words.value.desk.remove}
                      question={words.value.desk.sure(line.name)}
                      yes={words.value.desk.remove}
                      onYes={() => remove(line.id)}
                    />
                  ) : null}
                </li>
              ))}
            </ul>
          )
        }
      </LoadedPart>
      {mayChange ? (
        <form class="row-form no-print" onSubmit={add}>
          <TextField label={said.nameLabel} value={name} onInput={setName} maxLength={NAME_LENGTH_MAX} />
          <div class="form-actions">
            <button type="submit" class="button" disabled={busy.value}>
              {said.add}
            </button>
          </div>
        </form>
      ) : null}
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </section>
  );
}
