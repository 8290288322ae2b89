import { deviceNowMs } from '../../state/now';
import { currentItem, leftMs, minutesLate, nextItem, pushOf } from '../../state/run_of_show';
import type { AgendaCommand } from '../../wire/AgendaCommand';
import type { AgendaItemState } from '../../wire/AgendaItemState';
import { clockTime, stopwatch } from '../../words/time';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { chairOf } from './chair';

/** The run of show in a strip: the item that runs with its countdown, and what follows when. */
export function RunOfShow({ seat }: { seat: SeatView }) {
  const { model } = seat;
  const said = words.value.runOfShow;
  const agenda = model.agenda.value;
  if (agenda.items.length === 0) return null;
  const current = currentItem(agenda);
  const next = nextItem(agenda);
  const push = pushOf(agenda);
  const waiting = agenda.items.filter(({ state }) => state === 'waiting');
  const past = agenda.items.filter(({ state }) => state === 'ended' || state === 'skipped');
  const chair = chairOf(seat);
  const move = (command: AgendaCommand) => seat.agenda(command);
  return (
    <section class="run-of-show" aria-label={said.title} data-item={agenda.current}>
      <div class={current === undefined ? 'item-now' : 'item-now item-running'}>
        {current === undefined ? (
          <strong class="item-title">
            {next === undefined ? said.allDone : `${said.next}：${next.title}`}
          </strong>
        ) : (
          <Running seat={seat} item={current} all={agenda.items.length} />
        )}
        <div class="item-commands">
          {current === undefined ? null : (
            <button
              type="button"
              class="button"
              disabled={!chair.ready}
              onClick={() => move({ command: 'end-item', item: current.number })}
              data-action="end-item"
            >
              {said.end}
            </button>
          )}
          {next === undefined ? null : (
            <button
              type="button"
              class="button button-first"
              disabled={!chair.ready}
              title={said.startThis(next.title)}
              onClick={() => move({ command: 'start-item', item: next.number })}
              data-action="start-item"
            >
              {current === undefined ? said.start : said.next}
            </button>
          )}
          {next === undefined ? null : (
            <button
              type="button"
              class="button"
              disabled={!chair.ready}
              title={next.title}
              onClick={() => move({ command: 'skip-item', item: next.number })}
              data-action="skip-item"
            >
              {said.skip}
            </button>
          )}
        </div>
      </div>
      {push === undefined || current === undefined ? null : (
        <p class="item-push" role="status">
          <span aria-hidden="true">▲</span> {said.pushes(push.minutes, push.items)}
        </p>
      )}
      <ol class="items">
        {[...waiting, ...past].map((item) => (
          <Item key={item.number} item={item} />
        ))}
      </ol>
    </section>
  );
}

function Running({ seat, item, all }: { seat: SeatView; item: AgendaItemState; all: number }) {
  const said = words.value.runOfShow;
  const left = leftMs(item, deviceNowMs.value + seat.model.clockAheadMs.value);
  return (
    <>
      <div class="item-head">
        <span class="soft">
          {said.item(item.number, all)} · {item.department} {item.presenter}
        </span>
        <strong class="item-title" title={item.title}>
          {item.title}
        </strong>
      </div>
      <p class={left < 0 ? 'countdown countdown-over' : 'countdown'} data-over={left < 0}>
        <span class="soft">{left < 0 ? said.over : said.left}</span>
        <strong>{stopwatch(Math.abs(left))}</strong>
      </p>
    </>
  );
}

function Item({ item }: { item: AgendaItemState }) {
  const said = words.value.runOfShow;
  const late = item.state === 'waiting' ? minutesLate(item) : 0;
  const when = item.expected_start_ms ?? item.planned_start_ms;
  return (
    <li class={`item item-${item.state}`} data-agenda-item={item.number} title={item.title}>
      <span class="item-when">
        {item.state === 'ended' ? said.done : item.state === 'skipped' ? said.skipped : clockTime(when)}
        {late === 0 ? null : <span class="item-late"> {said.late(late)}</span>}
      </span>
      <span class="item-title">{item.title}</span>
      <span class="soft">{said.minutes(item.minutes)}</span>
    </li>
  );
}
