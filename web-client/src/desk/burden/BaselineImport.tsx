import { postApi } from '../../app/services';
import { words } from '../../words/words';
import { FileImport } from '../FileImport';

/** The register of an earlier period, against which everything is measured from then on. */
export function BaselineImport({ onImported }: { onImported: () => void }) {
  const said = words.value.burden;
  return (
    <div class="no-print">
      <FileImport
        label={said.import}
        hint={said.importHint}
        accept=".csv,.xlsx"
        onFile={async (file) => {
          const reply = await postApi.importBaseline(file);
          return reply.ok
            ? { ok: true, body: { rows: reply.body.meetings, badLines: reply.body.bad_lines } }
            : reply;
        }}
        onImported={onImported}
      />
    </div>
  );
}
