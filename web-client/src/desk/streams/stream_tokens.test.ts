import { expect, test } from 'vitest';
import type { StreamToken } from '../../wire/StreamToken';
import { endpointOf, inOrder, isExpired } from './stream_tokens';

function token(id: number, part: Partial<StreamToken> = {}): StreamToken {
  return { id, kind: 'encoder', label: `密钥${id}`, made_ms: id * 1_000, expires_ms: 100_000, ...part };
}

test('a token lets nobody in from the moment it expires', () => {
  expect(isExpired(token(1), 99_999)).toBe(false);
  expect(isExpired(token(1), 100_000)).toBe(true);
});

test('tokens that let somebody in stand first, the newest of them on top', () => {
  const tokens = [token(1), token(2, { expires_ms: 5_000 }), token(3), token(4, { made_ms: 3_000 })];
  expect(inOrder(tokens, 50_000).map(({ id }) => id)).toEqual([4, 3, 1, 2]);
});

test('an encoder is told the whole address', () => {
  const made = { about: token(1), token: 'secret', path: '/whip/12' };
  expect(endpointOf(made, 'https://10.0.0.5:8443')).toBe('https://10.0.0.5:8443/whip/12');
});
