import { expect, test } from 'vitest';
import type { CommandOutcome } from '../protocol/hall_client';
import { ManualClock, settle } from '../testing/manual_clock';
import { problem } from '../testing/samples';
import type { FloorCommand } from '../wire/FloorCommand';
import { Commands, DONE_SHOWN_MS, REFUSED_SHOWN_MS, UNDO_SHOWN_MS } from './commands';

const ASK: FloorCommand = { command: 'ask', topic: '垃圾分类', point_of_order: false };

function commanding() {
  const clock = new ManualClock();
  const sent: FloorCommand[] = [];
  const replies: ((outcome: CommandOutcome) => void)[] = [];
  const commands = new Commands(clock, (command) => {
    sent.push(command);
    return new Promise((resolve) => replies.push(resolve));
  });
  return { clock, commands, sent, reply: (outcome: CommandOutcome) => replies.shift()?.(outcome) };
}

test('a second click while a command is under way is not a second command', async () => {
  const { commands, sent, reply } = commanding();
  commands.floor(ASK);
  commands.floor(ASK);
  expect(sent).toEqual([ASK]);
  expect(commands.underWay.value).toEqual(ASK);
  reply({ outcome: 'done' });
  await settle();
  expect(commands.underWay.value).toBeUndefined();
});

test('what was done is said for a short while', async () => {
  const { clock, commands, reply } = commanding();
  commands.floor(ASK);
  reply({ outcome: 'done' });
  await settle();
  expect(commands.notice.value).toEqual({ kind: 'done', command: ASK, undo: undefined });
  clock.advance(DONE_SHOWN_MS);
  expect(commands.notice.value).toBeUndefined();
});

test('what can be undone is said longer', async () => {
  const { clock, commands, reply } = commanding();
  const undo: FloorCommand = { command: 'lock', locked: false };
  commands.floor({ command: 'lock', locked: true }, undo);
  reply({ outcome: 'done' });
  await settle();
  clock.advance(DONE_SHOWN_MS);
  expect(commands.notice.value).toMatchObject({ kind: 'done', undo });
  clock.advance(UNDO_SHOWN_MS - DONE_SHOWN_MS);
  expect(commands.notice.value).toBeUndefined();
});

test('what was refused is said with its reason, and longer', async () => {
  const { clock, commands, reply } = commanding();
  commands.floor(ASK);
  reply({ outcome: 'refused', problem: problem(409) });
  await settle();
  clock.advance(DONE_SHOWN_MS);
  expect(commands.notice.value).toEqual({ kind: 'refused', problem: problem(409) });
  clock.advance(REFUSED_SHOWN_MS - DONE_SHOWN_MS);
  expect(commands.notice.value).toBeUndefined();
});

test('a newer notice is not taken away by the time of an older one', async () => {
  const { clock, commands } = commanding();
  commands.tellUnlessDone({ outcome: 'lost' });
  clock.advance(REFUSED_SHOWN_MS - 1);
  commands.tellUnlessDone({ outcome: 'refused', problem: problem(409) });
  clock.advance(1);
  expect(commands.notice.value?.kind).toBe('refused');
  commands.tellUnlessDone({ outcome: 'done' });
  expect(commands.notice.value).toBeUndefined();
});
