import type { MediaPath } from '../protocol/media';
import type { Link } from '../protocol/signalling';
import {
  type SentStatistics,
  type SlotStatistics,
  sentStatistics,
  slotStatistics,
} from '../protocol/statistics';
import type { VenueReadiness } from '../wire/VenueReadiness';
import type { Seat } from './seat';

/** One receive slot and its counters. */
export interface SlotReport extends Partial<SlotStatistics> {
  /** `stage`, `slides`, `tile-3`, `sound-2`. */
  readonly slot: string;
  readonly mid: string;
  /** The venue behind it, if any. */
  readonly venue: number | undefined;
}

/** What a page knows of its own connection. */
export interface PageReport {
  readonly link: Link['state'];
  readonly path: MediaPath;
  readonly ownVenue: number;
  readonly stage: number;
  readonly slots: readonly SlotReport[];
  readonly sent: readonly SentStatistics[];
  /** How ready each venue is, as the host's page was told. */
  readonly readiness: readonly VenueReadiness[];
  /** Media connections made by this page, and how often the path of one was looked for anew. */
  readonly made: { readonly connections: number; readonly iceRestarts: number };
}

declare global {
  interface Window {
    /** Read-only diagnostics of the page. */
    pinhui?: { stats(): Promise<PageReport | undefined> };
  }
}

/** Puts the page's diagnostics where a browser's console and the tests find them. */
export function exposeDiagnostics(seat: () => Seat | undefined): void {
  window.pinhui = {
    stats: async () => {
      const current = seat();
      return current === undefined ? undefined : report(current);
    },
  };
}

async function report(seat: Seat): Promise<PageReport> {
  const { model, connection } = seat;
  const transceivers = connection?.getTransceivers() ?? [];
  const slots = await Promise.all(
    seat.namedSlots.map(async ({ position, name }) => {
      const mid = model.slots.value.get(position)?.mid ?? '';
      const receiver = transceivers.find((transceiver) => transceiver.mid === mid)?.receiver;
      const counters = receiver === undefined ? undefined : await slotStatistics(receiver);
      return { slot: name, mid, venue: model.venueInSlot(position), ...counters };
    }),
  );
  return {
    link: model.link.value.state,
    path: model.path.value,
    ownVenue: model.ownVenue.value,
    stage: model.stage.value,
    slots,
    sent: connection === undefined ? [] : await sentStatistics(connection),
    readiness: [...model.readiness.value.values()],
    made: { ...seat.connectionsMade },
  };
}
