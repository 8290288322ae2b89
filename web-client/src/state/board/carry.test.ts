import { expect, test } from 'vitest';
import type { Reply } from '../../protocol/rest';
import { Carry } from './carry';
import { type Spot, spotKey } from './spots';

/** A carry whose questions are answered by hand. */
function carryWithQuestions() {
  const questions: { item: number; to: Spot; answer: (reply: Reply<string>) => void }[] = [];
  const carry = new Carry<string>(
    (item, to) => new Promise((answer) => questions.push({ item, to, answer })),
  );
  return { carry, questions };
}

const settled = () => new Promise((done) => setTimeout(done));

test('a spot passed is asked for once, and its answer shown while the item is over it', async () => {
  const { carry, questions } = carryWithQuestions();
  carry.pickUp(7, 'tray', 'pointer');
  carry.moveOver({ window: 1 });
  expect(carry.carried.value?.verdict).toEqual({ state: 'asking' });
  questions[0]?.answer({ ok: true, body: 'saves 33 trips' });
  await settled();
  expect(carry.carried.value?.verdict).toEqual({ state: 'known', check: 'saves 33 trips' });
  carry.moveOver(undefined);
  expect(carry.carried.value?.verdict).toBeUndefined();
  carry.moveOver({ window: 1 });
  expect(carry.carried.value?.verdict).toEqual({ state: 'known', check: 'saves 33 trips' });
  expect(questions.map(({ item, to }) => [item, spotKey(to)])).toEqual([[7, 'window-1']]);
});

test('a late answer does not stand at another spot, nor with another item', async () => {
  const { carry, questions } = carryWithQuestions();
  carry.pickUp(7, 'tray', 'keys');
  carry.moveOver({ window: 1 });
  carry.moveOver({ window: 2 });
  questions[0]?.answer({ ok: true, body: 'of window 1' });
  await settled();
  expect(carry.carried.value?.verdict).toEqual({ state: 'asking' });
  carry.letGo();
  carry.pickUp(8, 'tray', 'keys');
  carry.moveOver({ window: 2 });
  questions[1]?.answer({ ok: true, body: 'of item 7' });
  await settled();
  expect(carry.carried.value?.verdict).toEqual({ state: 'asking' });
});

test('an item put down where it came from, or nowhere, stays', () => {
  const { carry } = carryWithQuestions();
  carry.pickUp(7, { window: 1 }, 'pointer');
  expect(carry.putDown()).toBeUndefined();
  carry.pickUp(7, { window: 1 }, 'pointer');
  carry.moveOver(undefined);
  expect(carry.putDown()).toBeUndefined();
  expect(carry.carried.value).toBeUndefined();
});

test('an item put down elsewhere has moved', () => {
  const { carry } = carryWithQuestions();
  carry.pickUp(7, { window: 1 }, 'keys');
  carry.moveOver('tray');
  expect(carry.putDown()).toEqual({ item: 7, to: 'tray' });
});
