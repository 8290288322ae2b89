import { useState } from 'preact/hooks';
import { ProblemNote } from '../design/Notice';
import type { Reply } from '../protocol/rest';
import type { BadLine } from '../wire/BadLine';
import { sentence } from '../words/sentence';
import { words } from '../words/words';
import { useSubmission } from './loaded';

/** What came of a file: how many rows came in, or which lines are bad and nothing came in. */
export interface FileOutcome {
  readonly rows: number;
  readonly badLines: readonly BadLine[];
}

/** A file to be read in: what it has to look like, and what is wrong with it, line by line. */
export function FileImport(props: {
  label: string;
  /** The columns it needs. */
  hint: string;
  accept: string;
  onFile: (file: File) => Promise<Reply<FileOutcome>>;
  onImported: () => void;
}) {
  const said = words.value.files;
  const { busy, failure, submit } = useSubmission();
  const [outcome, setOutcome] = useState<FileOutcome | undefined>(undefined);
  const [unreadable, setUnreadable] = useState(false);
  const take = async (file: File | undefined) => {
    if (file === undefined) return;
    setOutcome(undefined);
    setUnreadable(false);
    try {
      const reply = await submit(() => props.onFile(file));
      if (!reply?.ok) return;
      setOutcome(reply.body);
      if (reply.body.badLines.length === 0) props.onImported();
    } catch {
      // The browser could not read the file: moved, locked by another program, or on a drive that is gone.
      setUnreadable(true);
    }
  };
  return (
    <section class="card file-import">
      <h2>{props.label}</h2>
      <p class="soft">{props.hint}</p>
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
      <div aria-live="polite">
        {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
        {unreadable ? <p class="problem">{said.unreadable}</p> : null}
        {outcome === undefined ? null : outcome.badLines.length === 0 ? (
          <p>{said.imported(outcome.rows)}</p>
        ) : (
          <div class="problem">
            <strong>{said.badLines(outcome.badLines.length)}</strong>
            <table class="table">
              <thead>
                <tr>
                  <th class="figure-cell">{said.line}</th>
                  <th>{said.why}</th>
                </tr>
              </thead>
              <tbody>
                {outcome.badLines.map((bad) => (
                  <tr key={`${bad.line} ${bad.why.zh}`}>
                    <td class="figure-cell">{bad.line}</td>
                    <td>{sentence(bad.why)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        )}
      </div>
    </section>
  );
}
