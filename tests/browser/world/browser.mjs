import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { writeCamera, writeMicrophone } from './devices.mjs';
import { IDENTITIES } from './identities.mjs';
import { processesWith } from './processes.mjs';

const BROWSERS = [process.env.CHROMIUM, '/usr/bin/chromium', '/usr/bin/google-chrome-stable'];

const ARGUMENTS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--use-fake-device-for-media-stream',
];

const DEVICES = ['camera', 'microphone'];

const ONLY_TCP = ['--force-webrtc-ip-handling-policy=disable_non_proxied_udp'];

/**
 * One Chromium with a profile of its own. `venue` gives its camera and microphone that venue's
 * colour and tone; without one it has the browser's own test picture. Devices that are not among
 * `allowed` are denied to its pages. Without `udp` it is in an office that lets no UDP through.
 */
export class Browser {
  #context;
  #session;
  #profile;
  /** What its pages complained of: uncaught errors and error lines of the console. */
  complaints = [];

  static async launch({ venue, width = 1366, height = 768, allowed = DEVICES, udp = true } = {}) {
    const browser = new Browser();
    browser.#profile = await mkdtemp(join(tmpdir(), 'pinhui-browser-'));
    // Chromium's own stand-in for the people says yes to everything.
    const devices = allowed.length === DEVICES.length ? ['--use-fake-ui-for-media-stream'] : [];
    if (venue !== undefined) {
      const { colour, toneHz } = IDENTITIES.get(venue);
      const camera = join(browser.#profile, 'camera.y4m');
      const microphone = join(browser.#profile, 'microphone.wav');
      await writeCamera(camera, colour);
      await writeMicrophone(microphone, toneHz);
      devices.push(`--use-file-for-fake-video-capture=${camera}`);
      devices.push(`--use-file-for-fake-audio-capture=${microphone}`);
    }
    browser.#context = await chromium.launchPersistentContext(join(browser.#profile, 'profile'), {
      executablePath: BROWSERS.find((path) => path !== undefined && existsSync(path)),
      headless: true,
      args: [...ARGUMENTS, ...devices, ...(udp ? [] : ONLY_TCP)],
      viewport: { width, height },
      permissions: allowed,
    });
    [browser.page] = browser.#context.pages();
    browser.page.on('pageerror', (error) => browser.complaints.push(String(error)));
    browser.page.on('console', (message) => {
      if (message.type() === 'error') browser.complaints.push(message.text());
    });
    return browser;
  }

  /** Another page of this browser. */
  newPage() {
    return this.#context.newPage();
  }

  /** What its pages may use from now on. */
  async allow(devices) {
    await this.#context.clearPermissions();
    await this.#context.grantPermissions(devices);
  }

  /** Forgets who this browser is. */
  async forget() {
    await this.#context.clearCookies();
  }

  /** The page's own measures, by name (CDP `Performance.getMetrics`); times in seconds. */
  async measures() {
    this.#session ??= await this.#context.newCDPSession(this.page);
    await this.#session.send('Performance.enable');
    const { metrics } = await this.#session.send('Performance.getMetrics');
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
  }

  /** The browser's processes: `{ id, kind }`, where a kind is Chromium's, such as `renderer`. */
  processes() {
    return processesWith(`--user-data-dir=${join(this.#profile, 'profile')}`);
  }

  async close() {
    await this.#context.close();
    await rm(this.#profile, { recursive: true, force: true });
  }
}
