import { expect, test } from 'vitest';
import type { SlotSize } from '../wire/SlotSize';
import { SlotSizes } from './slot_sizes';

function start() {
  const sent: SlotSize[][] = [];
  const link = { up: true };
  const sizes = new SlotSizes(
    (slot) => (slot < 3 ? `m${slot}` : undefined),
    (message) => {
      if (link.up) sent.push(message);
      return link.up;
    },
  );
  return { sizes, sent, link };
}

test('nothing is told before the server knows the slots, then everything', () => {
  const { sizes, sent } = start();
  sizes.set(
    new Map([
      [0, 720.4],
      [1, 0],
      [7, 100],
    ]),
  );
  expect(sent).toEqual([]);
  sizes.handleAgreed();
  expect(sent).toEqual([
    [
      { mid: 'm0', height_px: 720 },
      { mid: 'm1', height_px: 0 },
    ],
  ]);
});

test('only what changed is told', () => {
  const { sizes, sent } = start();
  sizes.handleAgreed();
  sizes.set(
    new Map([
      [0, 720],
      [1, 180],
    ]),
  );
  sizes.set(
    new Map([
      [0, 720],
      [1, 360],
    ]),
  );
  sizes.set(
    new Map([
      [0, 720],
      [1, 360],
    ]),
  );
  expect(sent.slice(1)).toEqual([[{ mid: 'm1', height_px: 360 }]]);
});

test('what could not be told is told once the seat is found again', () => {
  const { sizes, sent, link } = start();
  sizes.handleAgreed();
  link.up = false;
  sizes.set(new Map([[0, 720]]));
  link.up = true;
  sizes.handleResumed();
  expect(sent).toEqual([[{ mid: 'm0', height_px: 720 }]]);
});

test('another connection is told all sizes anew, once it is agreed on', () => {
  const { sizes, sent } = start();
  sizes.handleAgreed();
  sizes.set(new Map([[0, 720]]));
  sizes.handleGone();
  sizes.handleResumed();
  sizes.set(new Map([[0, 700]]));
  expect(sent).toHaveLength(1);
  sizes.handleAgreed();
  expect(sent[1]).toEqual([{ mid: 'm0', height_px: 700 }]);
});
