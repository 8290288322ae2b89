import { expect, test } from 'vitest';
import { venue } from '../testing/samples';
import type { VenueReadiness } from '../wire/VenueReadiness';
import { readinessRows } from './readiness';

function ready(number: number, part: Partial<VenueReadiness> = {}): [number, VenueReadiness] {
  return [
    number,
    {
      venue: number,
      camera: 'good',
      microphone: 'good',
      picture: 'good',
      sound: 'good',
      starved: false,
      ...part,
    },
  ];
}

test('trouble stands first, then who is missing, who is not known yet, and who is ready', () => {
  const venues = [venue(1), venue(2), venue(3, { connection: 'absent' }), venue(4), venue(5)];
  const rows = readinessRows(venues, new Map([ready(1), ready(4, { camera: 'bad' }), ready(5)]));
  expect(rows.map((row) => [row.venue.number, row.light])).toEqual([
    [4, 'bad'],
    [3, 'missing'],
    [2, 'wait'],
    [1, 'good'],
    [5, 'good'],
  ]);
});

test('each kind of trouble has its own advice', () => {
  const adviceOf = (part: Partial<VenueReadiness>) =>
    readinessRows([venue(1)], new Map([ready(1, part)]))[0]?.advice;
  expect(adviceOf({})).toBeUndefined();
  expect(adviceOf({ camera: 'bad', microphone: 'bad' })).toBe('camera');
  expect(adviceOf({ microphone: 'unknown' })).toBe('microphone');
  expect(adviceOf({ picture: 'bad' })).toBe('picture');
  expect(adviceOf({ starved: true })).toBe('starved');
  expect(adviceOf({ path: { transport: 'tcp', lost_in_permille: 0, lost_out_permille: 0 } })).toBe('tcp');
});

test('a device that the browser was not given is trouble whatever arrives', () => {
  const denied = venue(1, { devices: { camera: 'on', microphone: 'denied' } });
  expect(readinessRows([denied], new Map([ready(1)]))[0]).toMatchObject({
    light: 'bad',
    advice: 'microphone',
  });
});
