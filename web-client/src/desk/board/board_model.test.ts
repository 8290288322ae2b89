import { expect, test } from 'vitest';
import { PlanningApi } from '../../protocol/planning_api';
import type { Reply } from '../../protocol/rest';
import { sampleBoard, sampleItem, sampleVersion, sampleWindow } from '../../testing/board';
import { BoardModel } from './board_model';

const WEEK = '2026-11-23';
const words = (text: string) => ({ zh: text, en: text });

/** A server that knows one item in the tray and one window, and forbids what it is told to. */
function server(forbidden: string[]) {
  const asked: string[] = [];
  const board = sampleBoard({ items: [sampleItem({ id: 7 })], windows: [sampleWindow({ id: 1 })] });
  const cost = sampleVersion('draft', []).cost;
  const answers: Record<string, unknown> = {
    board,
    move: {
      forbidden: forbidden.map(words),
      against_before: words('少跑33人次'),
      against_best: words('代价相同'),
      cost,
      slots: [],
    },
  };
  const api = new PlanningApi({
    request: async <Body>(method: string, path: string, body?: unknown): Promise<Reply<Body>> => {
      asked.push(`${method} ${path}${body === undefined ? '' : ` ${JSON.stringify(body)}`}`);
      const name = path.includes('/board') ? 'board' : (path.split('/').pop() ?? '');
      return { ok: true, body: answers[name] as Body };
    },
  });
  return { asked, model: new BoardModel(WEEK, api) };
}

test('a week is read from its Monday to its Sunday', async () => {
  const { asked, model } = server([]);
  await model.load();
  expect(asked).toEqual(['GET /planning/board?from=2026-11-23&until=2026-11-29']);
});

test('a move that is allowed is made, read again, and can be undone', async () => {
  const { asked, model } = server([]);
  await model.load();
  await model.move(7, { window: 1 });
  expect(asked.slice(1)).toEqual([
    'POST /planning/weeks/2026-11-23/move {"item":7,"window":1,"apply":true}',
    'GET /planning/board?from=2026-11-23&until=2026-11-29',
  ]);
  expect(model.outcome.value).toEqual({ kind: 'moved', item: 7, from: 'tray', cost: words('少跑33人次') });
});

test('a move that is forbidden changes nothing, and says why', async () => {
  const { asked, model } = server(['合计105分钟，超过上限90分钟']);
  await model.load();
  await model.move(7, { window: 1 });
  expect(asked).toHaveLength(2);
  expect(model.outcome.value).toEqual({ kind: 'forbidden', why: [words('合计105分钟，超过上限90分钟')] });
});

test('an item that is carried is only asked about until it is put down', async () => {
  const { asked, model } = server([]);
  await model.load();
  model.carry.pickUp(7, 'tray', 'keys');
  model.carry.moveOver({ window: 1 });
  expect(asked[1]).toBe('POST /planning/weeks/2026-11-23/move {"item":7,"window":1,"apply":false}');
  await model.putDown();
  expect(asked[2]).toBe('POST /planning/weeks/2026-11-23/move {"item":7,"window":1,"apply":true}');
});
