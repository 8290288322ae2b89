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
          const reply = await postApi.importBaseline({ base64: await base64Of(file) });
          return reply.ok ? { ok: true, body: { rows: reply.body.meetings } } : reply;
        }}
        onImported={onImported}
      />
    </div>
  );
}

/** A file's bytes in base64. */
function base64Of(file: File): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result).split(',')[1] ?? '');
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
}
