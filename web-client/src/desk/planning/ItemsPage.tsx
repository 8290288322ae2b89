import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SearchField } from '../../design/fields';
import { Icon } from '../../design/Icon';
import { ProblemNote } from '../../design/Notice';
import { deviceNowMs } from '../../state/now';
import { MAIN_VENUE } from '../../wire/constants';
import type { Item } from '../../wire/Item';
import { civilDate, civilDay, daysLater } from '../../words/dates';
import { words } from '../../words/words';
import { FileImport } from '../FileImport';
import { EmptyList, LoadedList } from '../LoadedList';
import { LoadedPart } from '../LoadedPart';
import { useLoaded, useSubmission } from '../loaded';
import { ActionsHead, RowActions } from '../RowActions';
import { ApprovalTag } from './ApprovalTag';
import { audienceInWords } from './AudienceField';
import { CallCard } from './CallCard';
import { ItemForm } from './ItemForm';
import { readStreet, type Street } from './street';

/** Items are listed that could have been so many days ago … */
const DAYS_BACK = 30;
/** … or can be so many days from now. */
const DAYS_AHEAD = 180;

/** Who looks at the page. */
interface Asking {
  /** The department they plan for; undefined for those who coordinate for all, or only look on. */
  readonly department: number | undefined;
  /** Whether they hand anything in. */
  readonly mayBring: boolean;
}

/** Calls to be answered, and everything handed in that asks for a slot. */
export function ItemsPage(props: Asking) {
  const { loaded, reload } = useLoaded(readStreet);
  return (
    <LoadedPart loaded={loaded.value} onRetry={reload}>
      {(street) => <Items street={street} {...props} />}
    </LoadedPart>
  );
}

function Items({ street, department, mayBring }: Asking & { street: Street }) {
  const said = words.value.items;
  const items = useLoaded(() => {
    const today = civilDate(deviceNowMs.peek());
    return planningApi.items(daysLater(today, -DAYS_BACK), daysLater(today, DAYS_AHEAD));
  });
  const calls = useLoaded(() => planningApi.calls());
  const submission = useSubmission();
  const [form, setForm] = useState<'none' | 'new' | 'import' | Item>('none');
  const [search, setSearch] = useState('');
  const shown = items.loaded.value.state === 'here' ? items.loaded.value.value : [];
  const open = shown.filter((item) => !item.withdrawn);
  const reloadAll = async () => {
    await Promise.all([items.reload(), calls.reload()]);
  };
  const withdraw = async (item: Item) => {
    const reply = await submission.submit(() => planningApi.withdrawItem(item.id));
    if (reply?.ok) await reloadAll();
  };
  return (
    <>
      <header class="page-head">
        <h1>{said.name}</h1>
        {mayBring && form === 'none' ? (
          <>
            {department === undefined ? (
              <button type="button" class="button no-print" onClick={() => setForm('import')}>
                {words.value.files.import}
              </button>
            ) : null}
            <button
              type="button"
              class="button button-first no-print"
              data-action="new"
              onClick={() => setForm('new')}
            >
              <Icon name="add" />
              {said.add}
            </button>
          </>
        ) : null}
      </header>
      {form === 'import' ? (
        <FileImport
          label={said.import}
          hint={said.importHint}
          accept=".csv,text/csv"
          onFile={async (file) => planningApi.importItems({ csv: await file.text() })}
          onImported={reloadAll}
          onClose={() => setForm('none')}
        />
      ) : null}
      {form === 'none' || form === 'import' ? null : (
        <ItemForm
          key={form === 'new' ? 'new' : form.id}
          item={form === 'new' ? undefined : form}
          department={department}
          others={open}
          street={street}
          onClose={() => setForm('none')}
          onSaved={() => {
            setForm('none');
            reloadAll();
          }}
        />
      )}
      <section class="table-section">
        <h2>{words.value.calls.title}</h2>
        <LoadedList
          loaded={calls.loaded.value}
          onRetry={calls.reload}
          empty={<EmptyList title={words.value.calls.none} hint={words.value.calls.noneHint} />}
        >
          {(all) => (
            <div class="session-cards">
              {[...all]
                .sort((a, b) => Number(b.open) - Number(a.open) || a.deadline_ms - b.deadline_ms)
                .map((call) => (
                  <CallCard
                    key={`${call.id} ${call.answers.map(({ answered_ms }) => answered_ms ?? 0).join(' ')}`}
                    call={call}
                    department={department}
                    mayBring={mayBring}
                    street={street}
                    onAnswered={reloadAll}
                  />
                ))}
            </div>
          )}
        </LoadedList>
      </section>
      <section class="table-section">
        <h2>{said.all}</h2>
        {submission.failure.value === undefined ? null : (
          <ProblemNote problem={submission.failure.value.problem} />
        )}
        <LoadedList
          loaded={items.loaded.value}
          onRetry={items.reload}
          empty={<EmptyList title={said.none} hint={said.noneHint} />}
        >
          {() => (
            <>
              <SearchField value={search} onInput={setSearch} placeholder={words.value.board.traySearch} />
              <ItemTable
                items={open}
                search={search}
                mayChange={(item) => mayBring && (department === undefined || department === item.department)}
                street={street}
                onChange={setForm}
                onWithdraw={withdraw}
              />
            </>
          )}
        </LoadedList>
      </section>
    </>
  );
}

function ItemTable(props: {
  items: readonly Item[];
  search: string;
  mayChange: (item: Item) => boolean;
  street: Street;
  onChange: (item: Item) => void;
  onWithdraw: (item: Item) => void;
}) {
  const said = words.value.items;
  const { street } = props;
  const branches = street.venues.filter(({ number }) => number !== MAIN_VENUE).length;
  const departmentOf = (item: Item) =>
    street.departments.find(({ department }) => department === item.department)?.name ?? '';
  const wanted = props.search.trim().toLowerCase();
  const shown = props.items.filter((item) =>
    `${item.title} ${departmentOf(item)}`.toLowerCase().includes(wanted),
  );
  if (shown.length === 0) return <p class="list-note soft">{words.value.desk.nothingFound}</p>;
  return (
    <table class="table">
      <thead>
        <tr>
          <th>{said.title}</th>
          <th>{said.department}</th>
          <th>{said.kind}</th>
          <th class="figure-cell">{said.minutes}</th>
          <th>{said.audience}</th>
          <th>{said.dates}</th>
          <ActionsHead />
        </tr>
      </thead>
      <tbody>
        {shown.map((item) => (
          <tr key={item.id} data-item={item.id}>
            <td>
              {item.title}
              <ApprovalTag approval={item.approval} reasons={item.approval_reasons} />
            </td>
            <td>{departmentOf(item)}</td>
            <td>{said.kinds[item.kind]}</td>
            <td class="figure-cell">{item.minutes}</td>
            <td>{audienceInWords(item.audience, street.roles, branches)}</td>
            <td>{words.value.board.range(civilDay(item.earliest), civilDay(item.deadline))}</td>
            {props.mayChange(item) ? (
              <RowActions
                onChange={() => props.onChange(item)}
                onRemove={() => props.onWithdraw(item)}
                removeLabel={said.withdraw}
                removeQuestion={said.withdrawSure(item.title)}
              />
            ) : (
              <td class="no-print" />
            )}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
