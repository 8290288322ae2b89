import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { ProblemNote } from '../../design/Notice';
import { draftOf, emptyDraft, type ItemDraft, newItemOf } from '../../state/new_item';
import type { Item } from '../../wire/Item';
import { words } from '../../words/words';
import { useSubmission } from '../loaded';
import { AudienceFields, MainFields, PlanningFields } from './ItemFields';
import { everybody, type Street } from './street';
import { TipsOffer } from './TipsOffer';

/** An item to be handed in, or changed. */
export function ItemForm(props: {
  item: Item | undefined;
  /** The department that the person plans for; undefined for those who coordinate for all. */
  department: number | undefined;
  others: readonly Item[];
  street: Street;
  onClose: () => void;
  onSaved: () => void;
}) {
  const { item, street } = props;
  const [draft, setDraft] = useState<ItemDraft>(() =>
    item === undefined ? { ...emptyDraft(props.department), groups: everybody(street) } : draftOf(item),
  );
  const { busy, failure, submit } = useSubmission();
  const said = words.value.items;
  const save = async (event: SubmitEvent) => {
    event.preventDefault();
    const wanted = newItemOf(draft);
    const reply = await submit(() =>
      item === undefined ? planningApi.addItem(wanted) : planningApi.changeItem(item.id, wanted),
    );
    if (reply?.ok) props.onSaved();
  };
  const fields = { draft, street, onChange: setDraft };
  return (
    <form class="card item-form" onSubmit={save}>
      <h2>{item === undefined ? said.add : said.change}</h2>
      <MainFields {...fields} choosesDepartment={props.department === undefined && item === undefined} />
      <TipsOffer draft={draft} />
      <AudienceFields {...fields} calledAnyway={undefined} />
      <PlanningFields {...fields} others={props.others.filter((other) => other.id !== item?.id)} />
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {item === undefined ? said.handIn : words.value.desk.save}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
    </form>
  );
}
