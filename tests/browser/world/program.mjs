import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { until } from './until.mjs';

/** Top of the repository. */
export const REPOSITORY = join(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Lines of a program's output that are kept. */
const LINES_MAX = 2_000;

/** The binary under test: the one `PINHUI_BIN` names, or the debug build. */
export const PINHUI = process.env.PINHUI_BIN ?? join(REPOSITORY, 'target/debug/pinhui');

/** A program built beside `pinhui`; a clear error where it is not. */
export function built(path) {
  const program = join(dirname(PINHUI), path);
  if (!existsSync(program)) {
    throw new Error(`${program} is not there; run: cargo build --workspace --all-targets`);
  }
  return program;
}

/** A running `pinhui` and what it wrote. It is ended by its own process number, never by name. */
export class Program {
  #child;
  #lines = [];
  #exited;

  constructor(name, args) {
    this.name = name;
    const child = spawn(built('pinhui'), args, { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    this.#exited = once(child, 'exit');
    for (const output of [child.stdout, child.stderr]) {
      createInterface({ input: output }).on('line', (line) => {
        if (this.#lines.length === LINES_MAX) this.#lines.shift();
        this.#lines.push(line);
      });
    }
  }

  /** The last `count` lines it wrote. */
  tail(count) {
    return this.#lines.slice(-count);
  }

  /** Waits for a line that matches, and returns the match. */
  async line(pattern, withinMs) {
    return until(`${this.name} writes ${pattern}`, withinMs, () => {
      const match = this.#lines.map((line) => pattern.exec(line)).find((found) => found !== null);
      const over = this.#child.exitCode ?? this.#child.signalCode;
      if (match === undefined && over !== null) {
        throw new Error(`${this.name} ended (${over}):\n${this.tail(20).join('\n')}`);
      }
      return { holds: match !== undefined, said: match ?? this.tail(3) };
    });
  }

  /** Asks it to stop, and waits until it has. */
  stop() {
    return this.#end('SIGTERM');
  }

  /** Kills it without warning, and waits until it is gone. */
  kill() {
    return this.#end('SIGKILL');
  }

  async #end(signal) {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    this.#child.kill(signal);
    await this.#exited;
  }
}
