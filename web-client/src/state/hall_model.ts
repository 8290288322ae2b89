import { computed, type ReadonlySignal, type Signal, signal } from '@preact/signals';
import { type Captured, type CaptureKind, type DeviceChoices, devicesState } from '../protocol/capture';
import type { Clock } from '../protocol/clock';
import type { HallListener } from '../protocol/hall_client';
import type { MediaPath } from '../protocol/media';
import type { Link } from '../protocol/signalling';
import type { AgendaState } from '../wire/AgendaState';
import { MAIN_VENUE } from '../wire/constants';
import type { Devices } from '../wire/Devices';
import type { FloorState } from '../wire/FloorState';
import type { Problem } from '../wire/Problem';
import type { ServerMessage } from '../wire/ServerMessage';
import type { SignInSheet } from '../wire/SignInSheet';
import type { SlotState } from '../wire/SlotState';
import type { VenueReadiness } from '../wire/VenueReadiness';
import type { VenueState } from '../wire/VenueState';
import { EMPTY_FLOOR } from './floor';
import { type Attendance, attendanceOf } from './roster';

/** What stands behind one receive slot. */
export interface Slot {
  readonly mid: string;
  readonly track: MediaStreamTrack;
}

/** The session as the page knows it. */
export interface SessionView {
  readonly id: number;
  readonly title: string;
  readonly openedMs: number;
}

/** A device that nobody has opened yet. */
export const NOTHING_CAPTURED: Captured = {
  track: undefined,
  enabled: true,
  opening: false,
  trouble: undefined,
};

/**
 * Everything a hall page shows, folded from what its connection tells. Without a document: a page
 * reads the signals, a test reads them too.
 */
export class HallModel implements HallListener {
  readonly link: Signal<Link> = signal({ state: 'connecting' });
  readonly path: Signal<MediaPath> = signal('idle');
  /** Media connections given up so far; it changes just before one closes. */
  readonly givenUp: Signal<number> = signal(0);
  /** The session; undefined until the first welcome. */
  readonly session: Signal<SessionView | undefined> = signal(undefined);
  /** The venue this page sits for. */
  readonly ownVenue: Signal<number> = signal(MAIN_VENUE);
  /** Every venue of the session, by number. */
  readonly venues: Signal<readonly VenueState[]> = signal([]);
  readonly stage: Signal<number> = signal(MAIN_VENUE);
  /** Who has the chair, who asks, who speaks, whose microphone is open. */
  readonly floor: Signal<FloorState> = signal(EMPTY_FLOOR);
  /** The run of show; a session that was not planned has no items. */
  readonly agenda: Signal<AgendaState> = signal({ items: [] });
  /** The sign-in sheets that this page may see, by venue: its own, or for the host every one. */
  readonly sheets: Signal<ReadonlyMap<number, SignInSheet>> = signal(new Map());
  /** Who was missing when this page last called the missing. */
  readonly missing: Signal<readonly number[]> = signal([]);
  /** The receive slots, by their position in the page's plan. */
  readonly slots: Signal<ReadonlyMap<number, Slot>> = signal(new Map());
  /** Which venue the server shows behind each `mid`. */
  readonly shown: Signal<ReadonlyMap<string, number>> = signal(new Map());
  /** The `mid`s whose picture is held back because it does not fit this page's path (网络较慢). */
  readonly starved: Signal<ReadonlySet<string>> = signal(new Set());
  /** Who speaks, loudest first; told to the host's page. */
  readonly loudest: Signal<readonly number[]> = signal([]);
  /** How ready each venue is; told to the host's page. */
  readonly readiness: Signal<ReadonlyMap<number, VenueReadiness>> = signal(new Map());
  readonly captured: Signal<Record<CaptureKind, Captured>> = signal({
    camera: NOTHING_CAPTURED,
    microphone: NOTHING_CAPTURED,
  });
  readonly choices: Signal<DeviceChoices> = signal({ camera: [], microphone: [], loudspeaker: [] });
  /** Why the server would not connect media, while that lasts. */
  readonly mediaProblem: Signal<Problem | undefined> = signal(undefined);
  /** Server clock minus this device's clock, milliseconds. */
  readonly clockAheadMs: Signal<number> = signal(0);

  /** The branch venues, by number. */
  readonly branches: ReadonlySignal<readonly VenueState[]> = computed(() =>
    this.venues.value.filter((venue) => venue.number !== MAIN_VENUE),
  );
  readonly attendance: ReadonlySignal<Attendance> = computed(() => attendanceOf(this.branches.value));
  readonly stageVenue: ReadonlySignal<VenueState | undefined> = computed(() => this.venue(this.stage.value));
  readonly onStage: ReadonlySignal<boolean> = computed(() => this.stage.value === this.ownVenue.value);
  readonly devices: ReadonlySignal<Devices> = computed(() =>
    devicesState(this.captured.value.camera, this.captured.value.microphone),
  );

  /** The venues whose pictures are held back because they do not fit this page's path (网络较慢). */
  readonly starvedVenues: ReadonlySignal<ReadonlySet<number>> = computed(
    () => new Set([...this.starved.value].flatMap((mid) => this.shown.value.get(mid) ?? [])),
  );

  readonly mutedByChair: ReadonlySignal<boolean> = computed(() =>
    this.floor.value.muted.includes(this.ownVenue.value),
  );

  constructor(private readonly clock: Clock) {}

  /** A venue by its number. */
  venue(number: number): VenueState | undefined {
    return this.venues.value.find((venue) => venue.number === number);
  }

  /** The venue whose picture or sound a slot carries now. */
  venueInSlot(position: number): number | undefined {
    const slot = this.slots.value.get(position);
    return slot === undefined ? undefined : this.shown.value.get(slot.mid);
  }

  /** True while a slot's picture is held back for want of room on the way here. */
  isStarved(position: number): boolean {
    const slot = this.slots.value.get(position);
    return slot !== undefined && this.starved.value.has(slot.mid);
  }

  onLink(link: Link): void {
    this.link.value = link;
  }

  onPath(path: MediaPath): void {
    this.path.value = path;
    if (path === 'connected') this.mediaProblem.value = undefined;
  }

  onGivingUp(): void {
    this.givenUp.value += 1;
  }

  onSlotTrack(position: number, mid: string, track: MediaStreamTrack): void {
    const slots = new Map(this.slots.value);
    // The slots of an earlier connection say nothing about this one's.
    if (position === 0) {
      this.shown.value = new Map();
      this.starved.value = new Set();
    }
    slots.set(position, { mid, track });
    this.slots.value = slots;
  }

  onMediaRefused(problem: Problem): void {
    this.mediaProblem.value = problem;
  }

  onCaptured(kind: CaptureKind, captured: Captured): void {
    this.captured.value = { ...this.captured.value, [kind]: captured };
  }

  onChoices(choices: DeviceChoices): void {
    this.choices.value = choices;
  }

  onMessage(message: ServerMessage): void {
    switch (message.type) {
      case 'welcome':
        this.session.value = {
          id: message.session.id,
          title: message.session.title,
          openedMs: message.session.opened_ms,
        };
        this.ownVenue.value = message.venue;
        this.venues.value = [...message.session.venues].sort((a, b) => a.number - b.number);
        this.stage.value = message.session.stage;
        this.floor.value = message.session.floor;
        this.agenda.value = message.session.agenda;
        this.sheets.value = new Map(message.session.sign_in.map((sheet) => [sheet.venue, sheet]));
        this.setClock(message.now_ms);
        return;
      case 'venue':
        this.replaceVenue(message.venue);
        return;
      case 'stage':
        this.stage.value = message.venue;
        return;
      case 'floor':
        this.floor.value = message.floor;
        return;
      case 'agenda':
        this.agenda.value = message.agenda;
        return;
      case 'sign-in-sheet':
        this.sheets.value = new Map(this.sheets.value).set(message.sheet.venue, message.sheet);
        return;
      case 'call':
        this.missing.value = message.missing;
        return;
      case 'slots':
        this.show(message.slots);
        return;
      case 'loudest':
        this.loudest.value = message.venues;
        return;
      case 'readiness':
        this.readiness.value = new Map([
          ...this.readiness.value,
          ...message.venues.map((ready) => [ready.venue, ready] as const),
        ]);
        return;
      case 'tick':
        this.setClock(message.now_ms);
        return;
      case 'answer':
      case 'done':
      case 'refused':
      case 'media-gone':
      case 'wanted':
      case 'replaced':
      case 'ended':
        return;
    }
  }

  private setClock(serverMs: number): void {
    const aheadMs = serverMs - this.clock.unixMs();
    // Differences within a second are the network's, and would make the clock hop.
    if (Math.abs(aheadMs - this.clockAheadMs.value) > 1_000) this.clockAheadMs.value = aheadMs;
  }

  private replaceVenue(changed: VenueState): void {
    this.venues.value = this.venues.value.map((venue) => (venue.number === changed.number ? changed : venue));
  }

  private show(slots: readonly SlotState[]): void {
    const shown = new Map(this.shown.value);
    const starved = new Set(this.starved.value);
    for (const slot of slots) {
      if (slot.venue === undefined) shown.delete(slot.mid);
      else shown.set(slot.mid, slot.venue);
      if (slot.starved === true) starved.add(slot.mid);
      else starved.delete(slot.mid);
    }
    this.shown.value = shown;
    this.starved.value = starved;
  }
}
