import type { MediaPath } from '../protocol/media';
import type { Link } from '../protocol/signalling';
import type { Problem } from '../wire/Problem';
import type { Words } from '../words/words';

/** One line about the connection, where there is something to say. */
export interface ConnectionLine {
  readonly tone: 'wait' | 'bad';
  readonly text: string;
}

/** What the banner says; undefined while all is well. The worst trouble is told first. */
export function connectionLine(
  link: Link,
  path: MediaPath,
  problem: Problem | undefined,
  words: Words,
): ConnectionLine | undefined {
  const said = words.connection;
  if (link.state === 'lost') return { tone: 'bad', text: said.lost };
  if (link.state === 'silent') return { tone: 'bad', text: said.silent };
  if (link.state !== 'open') return undefined;
  if (problem !== undefined) return { tone: 'bad', text: `${problem.title} ${problem.detail}` };
  if (path === 'broken') return { tone: 'bad', text: said.mediaBroken };
  if (path === 'connecting') return { tone: 'wait', text: said.media };
  return undefined;
}
