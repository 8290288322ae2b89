import { expect, test } from 'vitest';
import { Carry } from '../../state/board/carry';
import type { WindowPlace } from '../../state/board/spots';
import { carryByKey } from './key_carry';

const windows: WindowPlace[] = [
  { id: 1, date: '2026-11-23', half: 'morning' },
  { id: 2, date: '2026-11-24', half: 'morning' },
];

test('M picks an item up, arrows carry it, Enter puts it down', () => {
  const carry = new Carry<string>(async () => ({ ok: true, body: 'fine' }));
  const put: unknown[] = [];
  const board = { carry, windows, onPutDown: () => put.push(carry.putDown()) };
  const press = (key: string) => carryByKey(key, { item: 7, spot: 'tray' }, board);
  expect(press('ArrowRight')).toBe(false);
  for (const key of ['m', 'ArrowRight', 'ArrowRight', 'Enter']) expect(press(key)).toBe(true);
  expect(put).toEqual([{ item: 7, to: { window: 2 } }]);
});

test('Escape leaves the item where it was', () => {
  const carry = new Carry<string>(async () => ({ ok: true, body: 'fine' }));
  const board = { carry, windows, onPutDown: () => expect.unreachable() };
  const press = (key: string) => carryByKey(key, { item: 7, spot: 'tray' }, board);
  for (const key of ['M', 'ArrowRight', 'Escape']) expect(press(key)).toBe(true);
  expect(carry.carried.value).toBeUndefined();
});
