import type { Item } from '../wire/Item';
import type { ItemKind } from '../wire/ItemKind';
import type { NewItem } from '../wire/NewItem';
import type { Pin } from '../wire/Pin';
import { minutesOf } from '../words/dates';
import { type AudienceGroup, audienceOf, groupsOf } from './audience';

/** Where an item must stand in its session, as a form asks for it. */
export type PinChoice = 'anywhere' | Pin['pin'];

/** What a form knows of an item; texts as they stand in its fields. */
export interface ItemDraft {
  readonly department: number | undefined;
  readonly title: string;
  readonly kind: ItemKind;
  readonly minutes: string;
  /** undefined: those whom the call's series calls anyway. */
  readonly groups: readonly AudienceGroup[] | undefined;
  readonly required: boolean;
  readonly earliest: string;
  readonly deadline: string;
  readonly wished: string;
  readonly priority: string;
  /** Names with 、 or commas between. */
  readonly presenters: string;
  readonly line: number | undefined;
  readonly pin: PinChoice;
  readonly pinClock: string;
  readonly after: readonly number[];
  readonly notWith: readonly number[];
  readonly separateReason: string;
}

/** Minutes of an item that nobody has said otherwise about: 给我们安排10分钟吧. */
const MINUTES = '10';

/** An empty form. */
export function emptyDraft(department: number | undefined): ItemDraft {
  return {
    department,
    title: '',
    kind: 'discuss',
    minutes: MINUTES,
    groups: undefined,
    required: true,
    earliest: '',
    deadline: '',
    wished: '',
    priority: '10',
    presenters: '',
    line: undefined,
    pin: 'anywhere',
    pinClock: '09:00',
    after: [],
    notWith: [],
    separateReason: '',
  };
}

/** The form of an item that is to be changed. */
export function draftOf(item: Item): ItemDraft {
  return {
    department: item.department,
    title: item.title,
    kind: item.kind,
    minutes: String(item.minutes),
    groups: groupsOf(item.audience),
    required: item.required,
    earliest: item.earliest,
    deadline: item.deadline,
    wished: item.wished ?? '',
    priority: String(item.priority),
    presenters: item.presenters.join('、'),
    line: item.line,
    pin: item.pin?.pin ?? 'anywhere',
    pinClock: item.pin?.pin === 'clock' ? clockText(item.pin.at_min) : '09:00',
    after: item.after,
    notWith: item.not_with,
    separateReason: item.separate_reason ?? '',
  };
}

function clockText(minutes: number): string {
  return new Date(minutes * 60_000).toISOString().slice(11, 16);
}

/** What is sent of a form; what was left empty is left out. */
export function newItemOf(draft: ItemDraft): NewItem {
  const pin = pinOf(draft);
  const separate = draft.separateReason.trim();
  return {
    ...(draft.department === undefined ? {} : { department: draft.department }),
    title: draft.title.trim(),
    kind: draft.kind,
    minutes: Number(draft.minutes),
    ...(draft.groups === undefined ? {} : { audience: audienceOf(draft.groups) }),
    required: draft.required,
    ...(draft.earliest === '' ? {} : { earliest: draft.earliest }),
    ...(draft.deadline === '' ? {} : { deadline: draft.deadline }),
    ...(draft.wished === '' ? {} : { wished: draft.wished }),
    priority: Number(draft.priority),
    presenters: draft.presenters
      .split(/[、,，;；]/)
      .map((name) => name.trim())
      .filter((name) => name !== ''),
    ...(pin === undefined ? {} : { pin }),
    after: [...draft.after],
    not_with: [...draft.notWith],
    ...(draft.line === undefined ? {} : { line: draft.line }),
    ...(separate === '' ? {} : { separate_reason: separate }),
  };
}

function pinOf(draft: ItemDraft): Pin | undefined {
  switch (draft.pin) {
    case 'anywhere':
      return undefined;
    case 'clock':
      return { pin: 'clock', at_min: minutesOf(draft.pinClock) };
    case 'first':
    case 'last':
      return { pin: draft.pin };
  }
}
