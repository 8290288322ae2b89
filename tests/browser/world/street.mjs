import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freeTcpPort, freeUdpPort } from './ports.mjs';
import { Program } from './program.mjs';
import { Rest } from './rest.mjs';

const READY_WITHIN_MS = 30_000;

/** The main venue's number. */
export const MAIN = 0;

/** The administrator of every street here. */
export const ADMINISTRATOR = { name: 'administrator', password: 'correct horse battery' };

/** A running `pinhui` on ports of its own, with its data in a directory that goes away with it. */
export class Street {
  #directory;
  #mediaAddress;
  #httpsAddress;
  #ports;
  #server;
  #rehearsal;
  #links = new Map();

  /** An empty server; `mediaAddress` is the one that candidates name, `httpsAddress` where it takes TLS and media over TCP. */
  static async empty({ mediaAddress = '127.0.0.1', httpsAddress = '127.0.0.1' } = {}) {
    const street = new Street();
    street.#directory = await mkdtemp(join(tmpdir(), 'pinhui-street-'));
    street.#mediaAddress = mediaAddress;
    street.#httpsAddress = httpsAddress;
    street.#ports = { http: await freeTcpPort(), https: await freeTcpPort(), media: await freeUdpPort() };
    await street.startServer();
    return street;
  }

  /**
   * A server with a main venue, `branches` branch venues, a device link for every seat, and one
   * live session. The branches in `played` are joined by synthetic venues.
   */
  static async live({ branches, played, mediaAddress, httpsAddress }) {
    const street = await Street.empty({ mediaAddress, httpsAddress });
    await street.#setUp(branches);
    street.#rehearse(played);
    return street;
  }

  async startServer() {
    const { http, https, media } = this.#ports;
    const options = {
      '--data-dir': join(this.#directory, 'data'),
      '--http-listen': `127.0.0.1:${http}`,
      '--https-listen': `${this.#httpsAddress}:${https}`,
      '--advertise': this.#mediaAddress,
      '--media-bind': '127.0.0.1',
      '--media-port': String(media),
      '--media-workers': '1',
    };
    this.#server = new Program('server', ['serve', ...Object.entries(options).flat()]);
    // The greeting is printed when both doors are open.
    await this.#server.line(/Ctrl-C/, READY_WITHIN_MS);
  }

  /** Kills the server without warning. */
  killServer() {
    return this.#server.kill();
  }

  get httpPort() {
    return this.#ports.http;
  }

  get mediaPort() {
    return this.#ports.media;
  }

  /** An address of the plain door. */
  address(path = '/', port = this.#ports.http) {
    return new URL(path, `http://127.0.0.1:${port}`).href;
  }

  /** The one-time link that the server printed. */
  async oneTimeLink() {
    const [, token] = await this.#server.line(/\/setup\?token=(\S+)/, READY_WITHIN_MS);
    return this.address(`/setup?token=${token}`);
  }

  /** The device link of a seat; `port` is another way to the server, such as a proxy's. */
  link(venue, place, port) {
    return this.address(this.#links.get(`${place}-${venue}`), port);
  }

  /** The last lines that the programs wrote. */
  tail(count) {
    return [this.#server, this.#rehearsal]
      .filter((program) => program !== undefined)
      .flatMap((program) => program.tail(count).map((line) => `[${program.name}] ${line}`));
  }

  async close() {
    await this.#rehearsal?.stop();
    await this.#server.stop();
    await rm(this.#directory, { recursive: true, force: true });
  }

  async #setUp(branches) {
    const rest = new Rest(this.address());
    const token = new URL(await this.oneTimeLink()).searchParams.get('token');
    await rest.setUp(token, ADMINISTRATOR.name, ADMINISTRATOR.password);
    const present = new Set((await rest.get('/api/v1/venues')).map((venue) => venue.number));
    for (let number = 1; number <= branches; number += 1) {
      if (present.has(number)) continue;
      const short = `第${number}小区`;
      await rest.post('/api/v1/venues', { number, name: `${short}居委会`, short_name: short });
    }
    if (!present.has(MAIN)) {
      await rest.post('/api/v1/venues', { number: MAIN, name: '街道主会场', short_name: '主会场' });
    }
    const seats = [[MAIN, 'host'], [MAIN, 'wall']];
    for (let number = 1; number <= branches; number += 1) seats.push([number, 'branch']);
    for (const [venue, place] of seats) {
      const { path } = await rest.post(`/api/v1/venues/${venue}/links`, { place });
      this.#links.set(`${place}-${venue}`, path);
    }
    const { id } = await rest.post('/api/v1/sessions', { title: '第47周街道居委工作例会' });
    await rest.post(`/api/v1/sessions/${id}/open`);
    this.rest = rest;
  }

  #rehearse(played) {
    if (played.length === 0) return;
    const links = played.flatMap((venue) => ['--link', this.link(venue, 'branch')]);
    this.#rehearsal = new Program('rehearsal', ['rehearse', ...links]);
  }
}
