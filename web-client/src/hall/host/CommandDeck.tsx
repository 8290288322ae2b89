import type { ReadonlySignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import { allMuted, grantable, stageFree, unsettledAll } from '../../state/floor';
import { MAIN_VENUE } from '../../wire/constants';
import { stopwatch } from '../../words/time';
import { words } from '../../words/words';
import type { SeatView } from '../seat_view';
import { venueTitle } from '../venue_words';
import { chairOf } from './chair';
import type { HostCommand } from './keyboard';
import { type OpenPanel, type PanelName, toggle } from './panel';

interface DeckProps {
  seat: SeatView;
  selection: ReadonlySignal<number | undefined>;
  open: OpenPanel;
  /** Does what a key would do. */
  act: (command: HostCommand) => void;
}

/** Every command of the chair, in three groups within reach of one hand. */
export function CommandDeck({ seat, selection, open, act }: DeckProps) {
  const { model } = seat;
  const said = words.value.deck;
  const floor = model.floor.value;
  const chair = chairOf(seat);
  const free = chair.ready && stageFree(floor, model.ownVenue.value);
  const chosen = selection.value === undefined ? undefined : model.venue(selection.value);
  const open_count = unsettledAll(floor).length;
  const panel = (name: PanelName, label: string, part: Partial<ButtonProps> = {}) => (
    <DeckButton
      label={label}
      disabled={!chair.ready}
      expanded={open.value === name}
      onClick={() => toggle(open, name)}
      action={`panel-${name}`}
      {...part}
    />
  );
  return (
    <section class="deck">
      <Group name={said.speech}>
        {floor.speaking === undefined ? (
          <DeckButton
            label={said.next}
            keys="G"
            first
            disabled={
              !chair.ready || grantable(floor, model.ownVenue.value, model.venues.value) === undefined
            }
            title={floor.queue.length === 0 ? said.nextNone : undefined}
            onClick={() => act('grant')}
            action="grant-next"
          />
        ) : (
          <DeckButton
            label={words.value.floor.end}
            keys="E"
            first
            disabled={!chair.ready}
            onClick={() => act('end')}
            action="end-speaking"
          />
        )}
        <DeckButton
          label={
            allMuted(floor, model.branches.value) ? words.value.floor.unmuteAll : words.value.floor.muteAll
          }
          keys="A"
          on={allMuted(floor, model.branches.value)}
          disabled={!chair.ready}
          onClick={() => act('mute-all')}
          action="mute-all"
        />
        {panel(
          'limit',
          floor.speaking_limit_s === undefined
            ? said.limit
            : said.limitNow(stopwatch(floor.speaking_limit_s * 1_000)),
          { on: floor.speaking_limit_s !== undefined },
        )}
        <DeckButton
          label={floor.list_closed ? words.value.floor.openList : words.value.floor.closeList}
          on={floor.list_closed}
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'open-list', open: floor.list_closed })}
          action="open-list"
        />
        {panel('chair', said.chair, { count: floor.chair_requests.length })}
        {panel('record', said.record, { count: open_count, disabled: false })}
      </Group>
      <Group name={said.picture}>
        {floor.broadcast === undefined ? (
          <DeckButton
            label={said.broadcast}
            keys="B"
            disabled={!free || chosen?.connection !== 'online'}
            title={
              chosen === undefined ? said.chooseFirst : said.broadcastHint(venueTitle(chosen, words.value))
            }
            onClick={() => act('broadcast')}
            action="broadcast"
          />
        ) : (
          <DeckButton
            label={said.endBroadcast}
            keys="B"
            on
            disabled={!chair.ready}
            onClick={() => act('broadcast')}
            action="end-broadcast"
          />
        )}
        {panel('patrol', said.patrol, { keys: 'P', on: floor.patrol !== undefined, disabled: !free })}
        <DeckButton
          label={said.backToMain}
          keys="0"
          disabled={!free || model.stage.value === MAIN_VENUE}
          onClick={() => act('main')}
          action="back-to-main"
        />
        {panel('wall', said.wall, { keys: 'W', on: floor.wall.pictures !== 33 })}
        {panel('notices', said.notices, {
          on: floor.banner !== undefined || floor.crawl !== undefined,
        })}
        {panel('slides', said.slides, { on: floor.slides !== undefined, disabled: false })}
      </Group>
      <Group name={said.meeting}>
        {panel('roll-call', said.rollCall, { keys: 'R', on: floor.roll_call?.running === true })}
        <DeckButton
          label={said.callMissing}
          disabled={!chair.ready}
          expanded={open.value === 'missing'}
          onClick={async () => {
            if (await chair.send({ command: 'call-missing' })) open.value = 'missing';
          }}
          action="call-missing"
        />
        <DeckButton
          label={said.readiness}
          keys="K"
          disabled={false}
          onClick={() => act('readiness')}
          action="readiness"
        />
        {panel('extend', floor.extended_minutes === 0 ? said.extend : said.extended(floor.extended_minutes))}
        <DeckButton
          label={floor.locked ? said.unlock : said.lock}
          on={floor.locked}
          disabled={!chair.ready}
          onClick={() => chair.send({ command: 'lock', locked: !floor.locked })}
          action="lock"
        />
        {panel('end', said.end, { danger: true })}
      </Group>
    </section>
  );
}

function Group({ name, children }: { name: string; children: ComponentChildren }) {
  return (
    <fieldset class="deck-group">
      <legend>{name}</legend>
      <div class="deck-buttons">{children}</div>
    </fieldset>
  );
}

interface ButtonProps {
  label: string;
  action: string;
  disabled: boolean;
  onClick: () => void;
  /** The key that does the same. */
  keys?: string;
  title?: string | undefined;
  /** What it switches is on. */
  on?: boolean;
  /** Its panel is open. */
  expanded?: boolean;
  first?: boolean;
  danger?: boolean;
  /** Something waits behind it: how many. */
  count?: number;
}

function DeckButton(props: ButtonProps) {
  const classes = [
    'button deck-button',
    props.first ? 'button-first' : '',
    props.danger ? 'button-danger' : '',
    props.on ? 'deck-button-on' : '',
  ];
  return (
    <button
      type="button"
      class={classes.join(' ')}
      disabled={props.disabled}
      title={props.title}
      aria-expanded={props.expanded}
      aria-keyshortcuts={props.keys}
      onClick={props.onClick}
      data-action={props.action}
    >
      <span>{props.label}</span>
      {props.keys === undefined ? null : (
        <span class="deck-key" aria-hidden="true">
          {props.keys}
        </span>
      )}
      {props.count === undefined || props.count === 0 ? null : <span class="deck-count">{props.count}</span>}
    </button>
  );
}
