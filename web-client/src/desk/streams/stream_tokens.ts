import type { MadeStreamToken } from '../../wire/MadeStreamToken';
import type { StreamToken } from '../../wire/StreamToken';

/** True once a token lets nobody in any more. */
export function isExpired(token: StreamToken, nowMs: number): boolean {
  return token.expires_ms <= nowMs;
}

/** Tokens as a list shows them: those that let somebody in first, of these the newest. */
export function inOrder(tokens: readonly StreamToken[], nowMs: number): StreamToken[] {
  return [...tokens].sort(
    (one, other) =>
      Number(isExpired(one, nowMs)) - Number(isExpired(other, nowMs)) ||
      other.made_ms - one.made_ms ||
      other.id - one.id,
  );
}

/** The whole address where a token is shown, as an encoder or a player wants it. */
export function endpointOf(made: MadeStreamToken, origin: string): string {
  return new URL(made.path, origin).href;
}
