import { expect, test } from 'vitest';
import { problem } from '../testing/samples';
import { chinese } from '../words/zh-CN';
import { connectionLine } from './connection_line';

test('nothing is said while all is well', () => {
  expect(connectionLine({ state: 'open' }, 'connected', undefined, chinese)).toBeUndefined();
});

test('the loss of the network is told before anything else', () => {
  expect(connectionLine({ state: 'lost' }, 'broken', problem(503), chinese)?.text).toBe(
    chinese.connection.lost,
  );
});

test('why the server does not connect media is told in its words', () => {
  expect(connectionLine({ state: 'open' }, 'connecting', problem(503), chinese)?.text).toContain('出了问题');
});
