import { useState } from 'preact/hooks';
import { planningApi } from '../../app/services';
import { SelectField } from '../../design/choices';
import { Icon } from '../../design/Icon';
import { ProblemNote } from '../../design/Notice';
import { StatusShape } from '../../design/StatusShape';
import { emptyDraft, type ItemDraft, newItemOf } from '../../state/new_item';
import type { Call } from '../../wire/Call';
import type { CallAnswer } from '../../wire/CallAnswer';
import { MAIN_VENUE } from '../../wire/constants';
import { civilDay, clockOf } from '../../words/dates';
import { listed } from '../../words/lists';
import { dayAndTime } from '../../words/time';
import { words } from '../../words/words';
import { useSubmission } from '../loaded';
import { audienceInWords } from './AudienceField';
import { AudienceFields, MainFields } from './ItemFields';
import { everybody, type Street } from './street';
import { TipsOffer } from './TipsOffer';

/** A T−2 call: who meets when, and the two answers – an item, or nothing. */
export function CallCard(props: {
  call: Call;
  /** The department that the person answers for; undefined for those who coordinate for all. */
  department: number | undefined;
  mayBring: boolean;
  street: Street;
  onAnswered: () => void;
}) {
  const { call, street } = props;
  const said = words.value.calls;
  const { busy, failure, submit } = useSubmission();
  const [joining, setJoining] = useState(false);
  const [department, setDepartment] = useState(props.department);
  const branches = street.venues.filter(({ number }) => number !== MAIN_VENUE).length;
  const own = call.answers.find((answer) => answer.department === department);
  const nothing = async () => {
    const reply = await submit(() =>
      planningApi.answerCall(call.id, {
        answer: 'nothing',
        ...(department === undefined ? {} : { department }),
      }),
    );
    if (reply?.ok) props.onAnswered();
  };
  const { window } = call;
  return (
    <article class="card call-card" data-call={call.id}>
      <header class="call-head">
        <h3>
          {civilDay(window.date)} {clockOf(window.opens_min)}–{clockOf(window.closes_min)} · {window.room}
        </h3>
        {call.about === '' ? null : <span class="tag">{call.about}</span>}
        <span class="call-deadline">
          {call.open ? said.until(dayAndTime(call.deadline_ms)) : said.closed}
        </span>
      </header>
      <dl class="session-facts">
        {call.audience.length === 0 ? null : (
          <div>
            <dt>{said.calledAnyway}</dt>
            <dd>{audienceInWords(call.audience, street.roles, branches)}</dd>
          </div>
        )}
        <div>
          <dt>{said.left}</dt>
          <dd>{words.value.board.minutes(call.minutes_left)}</dd>
        </div>
      </dl>
      {props.department === undefined ? (
        <Answers answers={call.answers} street={street} />
      ) : (
        <OwnAnswer answer={own} />
      )}
      {call.open && props.mayBring ? (
        joining ? (
          <AnswerForm
            call={call}
            department={props.department}
            street={street}
            onClose={() => setJoining(false)}
            onAnswered={props.onAnswered}
          />
        ) : (
          <div class="call-actions">
            <button
              type="button"
              class="button button-first"
              data-action="join"
              onClick={() => setJoining(true)}
            >
              <Icon name="add" />
              {said.join}
            </button>
            {props.department === undefined ? (
              <SelectField
                label={said.onBehalf}
                value={department ?? 0}
                options={[
                  { value: 0, label: words.value.items.chooseDepartment },
                  ...street.departments.map((known) => ({ value: known.department, label: known.name })),
                ]}
                onChoose={(chosen) => setDepartment(chosen === 0 ? undefined : chosen)}
              />
            ) : null}
            <button
              type="button"
              class="button"
              disabled={busy.value || department === undefined}
              data-action="nothing"
              onClick={nothing}
            >
              {said.nothing}
            </button>
          </div>
        )
      ) : null}
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
    </article>
  );
}

function OwnAnswer({ answer }: { answer: CallAnswer | undefined }) {
  const said = words.value.calls;
  if (answer === undefined || answer.answer === 'waiting') return null;
  return (
    <p>
      <StatusShape shape="ok" label="" />{' '}
      {answer.answer === 'item' ? said.joined(answer.items.length) : said.saidNothing}
      {answer.answered_ms === undefined ? null : <span class="soft"> {dayAndTime(answer.answered_ms)}</span>}
    </p>
  );
}

/** Who answered what, for those who coordinate. */
function Answers({ answers, street }: { answers: readonly CallAnswer[]; street: Street }) {
  const said = words.value.calls;
  const namesOf = (kind: CallAnswer['answer']) =>
    listed(
      answers
        .filter(({ answer }) => answer === kind)
        .map(
          ({ department }) => street.departments.find((known) => known.department === department)?.name ?? '',
        ),
    );
  const kinds = [
    { kind: 'item', shape: 'ok', name: said.answeredItem },
    { kind: 'nothing', shape: 'off', name: said.answeredNothing },
    { kind: 'waiting', shape: 'warn', name: said.notAnswered },
  ] as const;
  return (
    <ul class="call-answers">
      {kinds
        .filter(({ kind }) => namesOf(kind) !== '')
        .map(({ kind, shape, name }) => (
          <li key={kind}>
            <StatusShape shape={shape} label="" /> {name} <strong>{namesOf(kind)}</strong>
          </li>
        ))}
    </ul>
  );
}

function AnswerForm(props: {
  call: Call;
  department: number | undefined;
  street: Street;
  onClose: () => void;
  onAnswered: () => void;
}) {
  const { call, street } = props;
  const said = words.value.calls;
  const branches = street.venues.filter(({ number }) => number !== MAIN_VENUE).length;
  const hosted = call.audience.length > 0;
  const [draft, setDraft] = useState<ItemDraft>(() => ({
    ...emptyDraft(props.department),
    groups: hosted ? undefined : everybody(street),
  }));
  const { busy, failure, submit } = useSubmission();
  const send = async (event: SubmitEvent) => {
    event.preventDefault();
    const reply = await submit(() =>
      planningApi.answerCall(call.id, { answer: 'item', item: newItemOf(draft) }),
    );
    if (reply?.ok) props.onAnswered();
  };
  const fields = { draft, street, onChange: setDraft };
  return (
    <form class="item-form" onSubmit={send}>
      <MainFields {...fields} choosesDepartment={props.department === undefined} />
      <TipsOffer draft={draft} />
      <AudienceFields
        {...fields}
        calledAnyway={hosted ? audienceInWords(call.audience, street.roles, branches) : undefined}
      />
      {failure.value === undefined ? null : <ProblemNote problem={failure.value.problem} />}
      <div class="form-actions">
        <button type="submit" class="button button-first" disabled={busy.value}>
          {said.send(draft.minutes)}
        </button>
        <button type="button" class="button" onClick={props.onClose}>
          {words.value.app.cancel}
        </button>
      </div>
    </form>
  );
}
