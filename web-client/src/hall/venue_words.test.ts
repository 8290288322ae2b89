import { expect, test } from 'vitest';
import { venue } from '../testing/samples';
import { clockTime } from '../words/time';
import { chinese } from '../words/zh-CN';
import { connectionSince } from './venue_words';

const OPENED_MS = 1_700_000_000_000;
const LATER_MS = OPENED_MS + 600_000;

test('a venue that never came is absent since the session opened, and has not left', () => {
  const never = venue(5, { connection: 'absent', since_ms: OPENED_MS + 4 });
  expect(connectionSince(never, OPENED_MS, chinese)).toBe(chinese.venue.absentSince(clockTime(OPENED_MS)));
});

test('a venue that came and went has left', () => {
  const left = venue(5, { connection: 'absent', since_ms: LATER_MS });
  expect(connectionSince(left, OPENED_MS, chinese)).toBe(chinese.venue.leftSince(clockTime(LATER_MS)));
});
