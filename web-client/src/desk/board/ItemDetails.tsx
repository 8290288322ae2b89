import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { Icon } from '../../design/Icon';
import { ProblemNote } from '../../design/Notice';
import { peopleOf } from '../../state/audience';
import { type Spot, spotKey } from '../../state/board/spots';
import { spotOf, type WeekView } from '../../state/board/view';
import type { Rights } from '../../state/rights';
import type { Board } from '../../wire/Board';
import { MAIN_VENUE } from '../../wire/constants';
import type { Item } from '../../wire/Item';
import type { MoveChecked } from '../../wire/MoveChecked';
import { civilDay, clockOf } from '../../words/dates';
import { listed } from '../../words/lists';
import { sentence } from '../../words/sentence';
import { words } from '../../words/words';
import { useSubmission } from '../loaded';
import { ApprovalTag } from '../planning/ApprovalTag';
import { audienceInWords } from '../planning/AudienceField';
import type { BoardModel } from './board_model';
import { checkInWords, spotInWords } from './tip';

interface DetailsProps {
  readonly item: Item;
  readonly board: Board;
  readonly week: WeekView;
  readonly model: BoardModel;
  readonly rights: Rights;
}

/** What the chosen item is, and where it could go: everything that dragging does, without dragging. */
export function ItemDetails(props: DetailsProps) {
  const { item, board, week, model } = props;
  const said = words.value.board;
  const items = words.value.items;
  const slot = week.version?.slots.find((known) => known.item === item.id);
  const department = board.departments.find((known) => known.department === item.department)?.name ?? '';
  const branches = board.venues.filter((venue) => venue.number !== MAIN_VENUE).length;
  return (
    <section class="item-details" aria-label={item.title}>
      <header>
        <h2>{item.title}</h2>
        <button
          type="button"
          class="button button-quiet"
          aria-label={words.value.app.close}
          onClick={() => model.select(undefined)}
        >
          <Icon name="close" />
        </button>
      </header>
      <ApprovalTag approval={item.approval} reasons={item.approval_reasons} />
      <dl class="facts">
        <dt>{items.department}</dt>
        <dd>{department}</dd>
        <dt>{items.kind}</dt>
        <dd>
          {items.kinds[item.kind]} · {said.minutes(item.minutes)}
        </dd>
        <dt>{items.audience}</dt>
        <dd>
          {audienceInWords(item.audience, board.roles, branches)} ·{' '}
          {said.people(peopleOf(item.audience, board.headcounts))}
          {item.required ? '' : ` · ${items.optional}`}
        </dd>
        {item.presenters.length === 0 ? null : (
          <>
            <dt>{items.presenters}</dt>
            <dd>{listed(item.presenters)}</dd>
          </>
        )}
        <dt>{items.dates}</dt>
        <dd>{said.range(civilDay(item.earliest), civilDay(item.deadline))}</dd>
        <dt>{said.slot}</dt>
        <dd>
          {slot === undefined
            ? said.noSlot
            : `${spotInWords({ window: slot.window }, week.windows)} ${clockOf(slot.start_min)}`}
        </dd>
        {item.separate_reason === undefined ? null : (
          <>
            <dt>{items.separate}</dt>
            <dd>{item.separate_reason}</dd>
          </>
        )}
      </dl>
      <Explanation item={item.id} model={model} />
      {props.rights.coordinate ? <Moving {...props} /> : null}
    </section>
  );
}

function Explanation({ item, model }: { item: number; model: BoardModel }) {
  const why = model.explanations.value.get(item);
  return why === undefined ? null : <p class="item-why">{sentence(why)}</p>;
}

function Moving({ item, week, model }: DetailsProps) {
  const said = words.value.board;
  const here = spotOf(week, item.id);
  const spots: Spot[] = [
    'tray',
    ...week.windows.filter((window) => !window.closed).map(({ id }): Spot => ({ window: id })),
  ];
  const [to, setTo] = useState(spotKey(here));
  const [check, setCheck] = useState<MoveChecked | undefined>(undefined);
  const asking = useSubmission();
  const slot = week.version?.slots.find((known) => known.item === item.id);
  const busy = model.busy.value !== undefined || asking.busy.value;
  const choose = async (key: string) => {
    setTo(key);
    setCheck(undefined);
    const spot = spots.find((known) => spotKey(known) === key);
    if (spot === undefined || key === spotKey(here)) return;
    const window = spot === 'tray' ? {} : { window: spot.window };
    const reply = await asking.submit(() =>
      planningApi.move(model.week, { item: item.id, ...window, apply: false }),
    );
    if (reply?.ok) setCheck(reply.body);
  };
  const chosen = spots.find((known) => spotKey(known) === to);
  return (
    <>
      <SelectField
        label={said.moveTo}
        value={to}
        options={spots.map((spot) => ({ value: spotKey(spot), label: spotInWords(spot, week.windows) }))}
        onChoose={choose}
      />
      <div aria-live="polite">
        {asking.failure.value === undefined ? null : <ProblemNote problem={asking.failure.value.problem} />}
        {asking.busy.value ? <p class="soft">{said.checking}</p> : null}
        {check === undefined ? null : check.forbidden.length > 0 ? (
          <div class="problem">
            <strong>{said.forbidden}</strong>
            <ul>
              {check.forbidden.map((why) => (
                <li key={why.zh}>{sentence(why)}</li>
              ))}
            </ul>
          </div>
        ) : (
          <ul class="soft">
            {checkInWords(check).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
        )}
      </div>
      <div class="form-actions">
        <button
          type="button"
          class="button button-first"
          disabled={busy || check === undefined || check.forbidden.length > 0 || chosen === undefined}
          onClick={() => (chosen === undefined ? undefined : model.move(item.id, chosen))}
        >
          {said.move}
        </button>
        {slot === undefined ? null : slot.hold === 'unlocked' ? (
          <button type="button" class="button" disabled={busy} onClick={() => model.hold(item.id, 'window')}>
            {said.lock}
          </button>
        ) : (
          <button
            type="button"
            class="button"
            disabled={busy}
            onClick={() => model.hold(item.id, 'unlocked')}
          >
            {said.unlock}
          </button>
        )}
      </div>
    </>
  );
}
