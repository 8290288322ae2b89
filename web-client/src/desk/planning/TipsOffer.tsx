import { navigate } from '../../app/navigation';
import type { ItemDraft } from '../../state/new_item';
import { words } from '../../words/words';
import { startTip } from '../tips/started_tip';

/** What only informs needs no meeting: it is offered the weekly tips instead. */
export function TipsOffer({ draft }: { draft: Pick<ItemDraft, 'kind' | 'title' | 'department'> }) {
  const said = words.value.items;
  if (draft.kind !== 'inform') return null;
  return (
    <p class="tips-offer">
      {said.tipsOffer}{' '}
      <button
        type="button"
        class="button"
        onClick={() => {
          startTip({ department: draft.department, title: draft.title });
          navigate('/tips');
        }}
      >
        {said.toTips}
      </button>
    </p>
  );
}
