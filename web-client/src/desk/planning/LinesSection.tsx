import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { TextField } from '../../design/fields';
import { ProblemNote } from '../../design/Notice';
import type { Line } from '../../wire/Line';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import { ActionsHead, RowActions } from '../RowActions';
import { SendForm } from '../SendForm';

const NAME_LENGTH_MAX = 20;

/** Lines of work (条线), each with quotas of its own. */
export function LinesSection({ mayChange }: { mayChange: boolean }) {
  const said = words.value.lines;
  const desk = words.value.desk;
  const { loaded, reload } = useLoaded(() => planningApi.lines());
  const removal = useSubmission();
  const [edited, setEdited] = useState<Line | undefined>(undefined);
  const remove = async (line: Line) => {
    const reply = await removal.submit(() => planningApi.removeLine(line.id));
    if (reply?.ok) await reload();
  };
  const saved = () => {
    setEdited(undefined);
    reload();
  };
  return (
    <section class="table-section">
      <h2>{said.title}</h2>
      {removal.failure.value === undefined ? null : <ProblemNote problem={removal.failure.value.problem} />}
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(lines) =>
          lines.length === 0 ? (
            <p class="soft">{said.none}</p>
          ) : (
            <table class="table">
              <thead>
                <tr>
                  <th>{said.nameLabel}</th>
                  {mayChange ? <ActionsHead /> : null}
                </tr>
              </thead>
              <tbody>
                {lines.map((line) => (
                  <tr key={line.id}>
                    <td>{line.name}</td>
                    {mayChange ? (
                      <RowActions
                        onChange={() => setEdited(line)}
                        changeLabel={desk.rename}
                        onRemove={() => remove(line)}
                        removeQuestion={desk.sure(line.name)}
                      />
                    ) : null}
                  </tr>
                ))}
              </tbody>
            </table>
          )
        }
      </LoadedPart>
      {mayChange ? (
        <div class="no-print">
          {edited === undefined ? (
            <LineForm key="new" line={undefined} onSaved={saved} />
          ) : (
            <LineForm key={edited.id} line={edited} onSaved={saved} onClose={() => setEdited(undefined)} />
          )}
        </div>
      ) : null}
    </section>
  );
}

/** A line to be added, or renamed; what names it goes on naming it. */
function LineForm(props: { line: Line | undefined; onSaved: () => void; onClose?: () => void }) {
  const { line } = props;
  const said = words.value.lines;
  const [name, setName] = useState(line?.name ?? '');
  const send = () => {
    const wanted = { name: name.trim() };
    return line === undefined ? planningApi.addLine(wanted) : planningApi.renameLine(line.id, wanted);
  };
  return (
    <SendForm<unknown>
      quiet={line === undefined}
      send={send}
      onSent={() => {
        setName('');
        props.onSaved();
      }}
      {...(props.onClose === undefined ? {} : { onClose: props.onClose })}
      label={line === undefined ? said.add : undefined}
    >
      <TextField
        label={line === undefined ? said.nameLabel : said.renaming(line.name)}
        value={name}
        onInput={setName}
        maxLength={NAME_LENGTH_MAX}
        focused={line !== undefined}
      />
    </SendForm>
  );
}
