import { type Signal, signal } from '@preact/signals';
import type { FunctionComponent } from 'preact';
import { useEffect } from 'preact/hooks';
import { Notice } from '../design/Notice';
import { words } from '../words/words';

/** The desk, once its scripts are here; the hall's pages never fetch them. */
const desk: Signal<FunctionComponent | 'fetching' | 'failed' | undefined> = signal(undefined);

async function fetchDesk(): Promise<void> {
  desk.value = 'fetching';
  try {
    const { DeskPage } = await import('../desk/DeskPage');
    desk.value = DeskPage;
  } catch {
    desk.value = 'failed';
  }
}

/** The desk; until its scripts are here, that they are being fetched. */
export function DeskWhenLoaded() {
  useEffect(() => {
    if (desk.value === undefined) fetchDesk();
  }, []);
  const Desk = desk.value;
  if (typeof Desk === 'function') return <Desk />;
  if (Desk !== 'failed') return <Notice busy title={words.value.app.loading} />;
  return (
    <Notice title={words.value.app.unreachable} hint={words.value.app.unreachableHint}>
      <button type="button" class="button button-first" onClick={fetchDesk}>
        {words.value.app.retry}
      </button>
    </Notice>
  );
}
