import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { draftOf, emptyDraft, type ItemDraft, newItemOf } from '../../state/new_item';
import type { Item } from '../../wire/Item';
import { words } from '../../words/words';
import { SendForm } from '../SendForm';
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
  const said = words.value.items;
  const send = () => {
    const wanted = newItemOf(draft);
    return item === undefined ? planningApi.addItem(wanted) : planningApi.changeItem(item.id, wanted);
  };
  const fields = { draft, street, onChange: setDraft };
  return (
    <SendForm
      tall
      send={send}
      onSent={props.onSaved}
      onClose={props.onClose}
      label={item === undefined ? said.handIn : undefined}
    >
      <h2>{item === undefined ? said.add : said.change}</h2>
      <MainFields {...fields} choosesDepartment={props.department === undefined && item === undefined} />
      <TipsOffer draft={draft} />
      <AudienceFields {...fields} calledAnyway={undefined} />
      <PlanningFields {...fields} others={props.others.filter((other) => other.id !== item?.id)} />
    </SendForm>
  );
}
