import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeTcpPort } from './ports.mjs';
import { until } from './until.mjs';

const READY_WITHIN_MS = 20_000;

/** Pythons that may have aiosmtpd: the distribution's first (package python3-aiosmtpd). */
const PYTHON = process.env.PYTHON ?? '/usr/bin/python3';

/** An SMTP server of a package, which keeps what it takes in a Maildir that goes away with it. */
export class MailStore {
  #child;
  #exited;
  #directory;

  static async start() {
    const store = new MailStore();
    store.#directory = await mkdtemp(join(tmpdir(), 'pinhui-mail-'));
    store.port = await freeTcpPort();
    const listen = `127.0.0.1:${store.port}`;
    const handler = ['-c', 'aiosmtpd.handlers.Mailbox', join(store.#directory, 'maildir')];
    store.#child = spawn(PYTHON, ['-m', 'aiosmtpd', '-n', '-l', listen, ...handler], { stdio: 'ignore' });
    store.#exited = once(store.#child, 'exit');
    await until('the mail server listens', READY_WITHIN_MS, async () => ({
      holds: await listens(store.port),
      said: store.#child.exitCode,
    }));
    return store;
  }

  /** Every message it has taken, as it came: headers and body. */
  async messages() {
    const fresh = join(this.#directory, 'maildir', 'new');
    const names = await readdir(fresh).catch(() => []);
    return Promise.all(names.map((name) => readFile(join(fresh, name), 'utf8')));
  }

  /** The messages to an address, once there are at least `count` of them. */
  async to(address, count, withinMs) {
    return until(`${count} mails to ${address}`, withinMs, async () => {
      const theirs = (await this.messages()).filter((text) => header(text, 'X-RcptTo').includes(address));
      return { holds: theirs.length >= count, said: theirs };
    });
  }

  async stop() {
    this.#child.kill('SIGTERM');
    await this.#exited;
    await rm(this.#directory, { recursive: true, force: true });
  }
}

/** A header's value as it stands, folded lines joined; empty where there is none. */
export function header(message, name) {
  const [head] = message.split(/\r?\n\r?\n/, 1);
  const unfolded = head.replaceAll(/\r?\n[ \t]+/g, ' ');
  return new RegExp(`^${name}: (.*)$`, 'mi').exec(unfolded)?.[1] ?? '';
}

/** A message with every part decoded as far as text goes: base64 and quoted-printable. */
export function decoded(message) {
  return message
    .split(/\r?\n--/)
    .map((part) => {
      const [head, ...rest] = part.split(/\r?\n\r?\n/);
      const body = rest.join('\n\n');
      if (/^content-transfer-encoding: base64/im.test(head)) {
        return `${head}\n\n${Buffer.from(body.replaceAll(/\s/g, ''), 'base64').toString('utf8')}`;
      }
      if (/^content-transfer-encoding: quoted-printable/im.test(head)) {
        const bytes = body
          .replaceAll(/=\r?\n/g, '')
          .replaceAll(/((?:=[0-9A-F]{2})+)/g, (run) =>
            Buffer.from(run.replaceAll('=', ''), 'hex').toString('utf8'),
          );
        return `${head}\n\n${bytes}`;
      }
      return part;
    })
    .join('\n--');
}

async function listens(port) {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
