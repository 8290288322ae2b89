import { postApi } from '../../app/services';
import { Dialog } from '../../design/Dialog';
import { words } from '../../words/words';
import { LoadedPart } from '../LoadedPart';
import { useLoaded } from '../loaded';

/** The mail as it would go out now. */
export function TipsPreviewDialog({ onClose }: { onClose: () => void }) {
  const said = words.value.tips;
  const { loaded, reload } = useLoaded(() => postApi.previewTips());
  return (
    <Dialog wide title={said.preview} onClose={onClose}>
      <LoadedPart loaded={loaded.value} onRetry={reload}>
        {(preview) => (
          <>
            <p>
              <span class="soft">{said.subject}</span> <strong>{preview.subject}</strong>
            </p>
            <pre class="mail-text">{preview.text}</pre>
          </>
        )}
      </LoadedPart>
    </Dialog>
  );
}
