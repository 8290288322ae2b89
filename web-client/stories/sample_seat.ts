import { signal } from '@preact/signals';
import { SELF, slotName, slotsOf } from '../src/hall/seat';
import type { SeatView } from '../src/hall/seat_view';
import { SlidesShare } from '../src/hall/slides_share';
import { SoundPool } from '../src/hall/sound_pool';
import { VideoPool } from '../src/hall/video_pool';
import type { Captured } from '../src/protocol/capture';
import { browserClock } from '../src/protocol/clock';
import type { Link } from '../src/protocol/signalling';
import { Commands } from '../src/state/commands';
import { EMPTY_FLOOR } from '../src/state/floor';
import { HallModel } from '../src/state/hall_model';
import type { AgendaState } from '../src/wire/AgendaState';
import type { FloorState } from '../src/wire/FloorState';
import type { Place } from '../src/wire/Place';
import type { SignInSheet } from '../src/wire/SignInSheet';
import { drawnSlide, drawnTrack } from './picture';
import { sampleReadiness } from './sample_agenda';
import { sampleVenues } from './street';

/** What a story changes of the sample session. */
export interface Sample {
  readonly place: Place;
  readonly own?: number;
  readonly stage?: number;
  readonly floor?: Partial<FloorState>;
  readonly agenda?: AgendaState;
  readonly sheets?: SignInSheet[];
  /** The venue that presents slides. */
  readonly slides?: number;
  readonly link?: Link;
  readonly trouble?: Captured['trouble'];
  readonly muted?: boolean;
  /** The main venue's picture comes from an encoder. */
  readonly encoder?: boolean;
  readonly soundBlocked?: boolean;
}

/** A seat that is not connected to anything, with drawn pictures behind its slots. */
export function sampleSeat(sample: Sample): SeatView {
  const nowMs = browserClock.unixMs();
  const model = new HallModel(browserClock);
  const venues = sampleVenues(nowMs).map((venue) =>
    venue.number === 0 && sample.encoder === true ? { ...venue, encoder: true } : venue,
  );
  const own = sample.own ?? 0;
  const stage = sample.stage ?? 0;
  model.onLink({ state: 'open' });
  model.onMessage({
    type: 'welcome',
    version: 1,
    resume: '',
    resumed: false,
    venue: own,
    now_ms: nowMs,
    session: {
      id: 1,
      title: '第47周街道居委工作例会',
      opened_ms: nowMs - 42 * 60_000,
      stage,
      venues,
      floor: { ...EMPTY_FLOOR, chair: 0, ...sample.floor },
      agenda: sample.agenda ?? { items: [] },
      sign_in: sample.sheets ?? [],
    },
  });
  model.onPath('connected');
  model.onMessage({ type: 'readiness', venues: sampleReadiness() });
  const videos = new VideoPool(document);
  const views = slotsOf(
    sample.place,
    venues.map((venue) => venue.number).filter((number) => number !== 0),
  );
  views.forEach((view, position) => {
    const shows =
      view.view === 'tile'
        ? view.venue
        : view.view === 'stage'
          ? stage === own
            ? 0
            : stage
          : view.view === 'slides'
            ? sample.slides
            : undefined;
    if (shows === undefined || (view.view === 'stage' && own === 0 && stage === 0 && !sample.encoder)) return;
    const venue = venues.find(({ number }) => number === shows);
    if (venue?.devices.camera !== 'on' || venue.connection === 'absent' || venue.connection === 'joining')
      return;
    const track =
      view.view === 'slides'
        ? drawnSlide()
        : drawnTrack(shows, view.view === 'tile' ? 320 : 1280, view.view === 'tile' ? 180 : 720);
    model.onSlotTrack(position, String(position), track);
    model.onMessage({ type: 'slots', slots: [{ mid: String(position), venue: shows }] });
    videos.play(slotName(view), track);
  });
  if (sample.place !== 'wall') {
    const track = sample.trouble === undefined ? drawnTrack(own, 1280, 720) : undefined;
    const base = { opening: false, trouble: sample.trouble, track };
    model.onCaptured('camera', { ...base, enabled: true });
    model.onCaptured('microphone', { ...base, enabled: !sample.muted });
    model.onChoices({
      camera: [{ id: 'a', label: 'Logitech C925e' }],
      microphone: [{ id: 'b', label: 'USB 会议麦克风' }],
      loudspeaker: [{ id: 'c', label: '扬声器 (Realtek Audio)' }],
    });
    if (track !== undefined) videos.play(SELF, track);
  }
  if (sample.link !== undefined) model.onLink(sample.link);
  const sounds = new SoundPool(document);
  sounds.blocked.value = sample.soundBlocked ?? false;
  return {
    model,
    videos,
    sounds,
    commands: new Commands(browserClock, async () => ({ outcome: 'done' })),
    switchingTo: signal(undefined),
    slides: new SlidesShare({
      devices: navigator.mediaDevices,
      holds: () => false,
      take: async () => true,
      release: async () => {},
      send: () => {},
    }),
    putOnStage: async (venue) => {
      model.onMessage({ type: 'stage', venue });
    },
    agenda: async () => true,
    signIn: async () => true,
    setEnabled: (kind, enabled) => model.onCaptured(kind, { ...model.captured.value[kind], enabled }),
    openDevice: () => {},
  };
}
