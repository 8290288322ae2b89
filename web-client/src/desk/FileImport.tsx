import { useState } from 'preact/hooks';
import { ProblemNote } from '../design/Notice';
import type { Reply } from '../protocol/rest';
import type { FileProblem } from '../wire/FileProblem';
import type { Problem } from '../wire/Problem';
import { sentence } from '../words/sentence';
import { words } from '../words/words';
import { useSubmission } from './loaded';

/** A file was read in: so many rows. */
export interface FileRead {
  readonly rows: number;
}

function hasBadLines(problem: Problem | undefined): problem is FileProblem {
  return problem !== undefined && 'bad_lines' in problem;
}

/** A file to be read in: what it has to look like, and what is wrong with it, line by line. */
export function FileImport(props: {
  label: string;
  /** The columns it needs. */
  hint: string;
  accept: string;
  onFile: (file: File) => Promise<Reply<FileRead>>;
  onImported: () => void;
  /** Puts the form away; without it there is no button to. */
  onClose?: () => void;
}) {
  const said = words.value.files;
  const { busy, failure, submit } = useSubmission();
  const [read, setRead] = useState<FileRead | undefined>(undefined);
  const [unreadable, setUnreadable] = useState(false);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setRead(undefined);
    setUnreadable(false);
    try {
      const reply = await submit(() => props.onFile(file));
      if (!reply?.ok) return;
      setRead(reply.body);
      props.onImported();
    } catch {
      // The browser could not read the file: moved, locked by another program, or on a drive that is gone.
      setUnreadable(true);
    }
  };
  return (
    <section class="card file-import">
      <h2>{props.label}</h2>
      <p class="soft">{props.hint}</p>
      <div class="form-actions">
        <label class="button file-choose">
          {busy.value ? said.reading : said.choose}
          <input
            type="file"
            class="heard-only"
            accept={props.accept}
            disabled={busy.value}
            onChange={(event) => {
              const field = event.currentTarget;
              take(field.files?.[0]).then(() => {
                // The same file, mended, can be chosen again.
                field.value = '';
              });
            }}
          />
        </label>
        {props.onClose === undefined ? null : (
          <button type="button" class="button" onClick={props.onClose}>
            {words.value.app.close}
          </button>
        )}
      </div>
      <div aria-live="polite">
        {unreadable ? <p class="problem">{said.unreadable}</p> : null}
        {read === undefined ? null : <p>{said.imported(read.rows)}</p>}
        {failure.value === undefined ? null : hasBadLines(failure.value.problem) ? (
          <div class="problem">
            <strong>{said.badLines(failure.value.problem.bad_lines.length)}</strong>
            <table class="table">
              <thead>
                <tr>
                  <th class="figure-cell">{said.line}</th>
                  <th>{said.why}</th>
                </tr>
              </thead>
              <tbody>
                {failure.value.problem.bad_lines.map((bad) => (
                  <tr key={`${bad.line} ${bad.why.zh}`}>
                    <td class="figure-cell">{bad.line}</td>
                    <td>{sentence(bad.why)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        ) : (
          <ProblemNote problem={failure.value.problem} />
        )}
      </div>
    </section>
  );
}
