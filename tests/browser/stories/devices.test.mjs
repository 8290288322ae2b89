// The check before a meeting: a camera that is denied, then allowed; and entering by itself.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { story } from '../world/story.mjs';
import { MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const BRANCH = 1;
const SHOWN_WITHIN_MS = 30_000;

let street;
let session;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.live({ branches: 1, played: [] });
  const [live] = await street.rest.get('/api/v1/sessions?phase=live');
  await street.rest.post(`/api/v1/sessions/${live.id}/end`);
  browsers.branch = await Browser.launch({ venue: BRANCH, allowed: ['microphone'] });
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('a page that waits tries its devices: the microphone is found, the denied camera has its card', cast, async () => {
  const { page } = browsers.branch;
  await page.goto(street.link(BRANCH, 'branch'));
  await page.locator('[data-lobby="waiting"] [data-check]').waitFor({ timeout: SHOWN_WITHIN_MS });
  await line('microphone', 'ok');
  await line('camera', 'bad');
  assert.match(await page.locator('.fix-card').innerText(), /没有允许使用摄像头/);
  assert.match(await page.locator('.fix-card').innerText(), /锁形图标/);
});

story('the test sound is played, and a fault of the loudspeaker has a card of its own', cast, async () => {
  const { page } = browsers.branch;
  await page.locator('[data-action="chime"]').click();
  await page.locator('[data-action="not-heard"]').click();
  await page.getByText('扬声器没有声音').waitFor({ timeout: SHOWN_WITHIN_MS });
  await page.locator('[data-action="chime"]').click();
  await page.locator('[data-action="heard"]').click();
  await line('loudspeaker', 'ok');
});

story('once the camera is allowed, trying again shows its picture', cast, async () => {
  const { page } = browsers.branch;
  await browsers.branch.allow(['camera', 'microphone']);
  await page.locator('.fix-card button').click();
  await line('camera', 'ok');
  await until('the preview moves', SHOWN_WITHIN_MS, async () => {
    const frames = await page
      .locator('.check-preview video')
      .evaluate((video) => video.getVideoPlaybackQuality().totalVideoFrames);
    return { holds: frames > 5, said: frames };
  });
  assert.equal(await page.locator('.fix-card').count(), 0);
});

story('UDP and TCP are tried, and what was found is kept for the venue', cast, async () => {
  const { page } = browsers.branch;
  await page.locator('[data-verdict="both"]').waitFor({ timeout: SHOWN_WITHIN_MS });
  await until('the test call is kept', SHOWN_WITHIN_MS, async () => {
    const said = await street.rest.get('/api/v1/test-calls');
    const [call] = said;
    const holds =
      call?.venue === BRANCH && call.camera && call.microphone && call.loudspeaker && call.udp_ms > 0;
    return { holds: Boolean(holds), said };
  });
});

story('when the session opens the page enters by itself, with the devices that were tried', cast, async () => {
  const { page } = browsers.branch;
  session = await street.rest.post('/api/v1/sessions', { title: '例会' });
  await street.rest.post(`/api/v1/sessions/${session.id}/open`);
  await page.locator('[data-page="branch"]').waitFor({ timeout: SHOWN_WITHIN_MS });
  await page.locator('.self-view[data-seen="true"]').waitFor({ timeout: SHOWN_WITHIN_MS });
});

story('a denied camera in the meeting says so to the host, and the branch goes on watching', cast, async () => {
  browsers.denied = await Browser.launch({ allowed: [] });
  browsers.host = await Browser.launch({ venue: MAIN });
  await browsers.branch.page.goto('about:blank');
  await browsers.host.page.goto(street.link(MAIN, 'host'));
  await browsers.denied.page.goto(street.link(BRANCH, 'branch'));
  await browsers.denied.page.locator('.fix-card').waitFor({ timeout: SHOWN_WITHIN_MS });
  await browsers.host.page.locator('[data-action="readiness"]').click();
  const row = browsers.host.page.locator(`.readiness tr[data-venue="${BRANCH}"][data-advice="camera"]`);
  await row.waitFor({ timeout: SHOWN_WITHIN_MS });
  await row.getByText('UDP、TCP 都通').waitFor({ timeout: SHOWN_WITHIN_MS });
});

async function line(name, state) {
  await browsers.branch.page
    .locator(`[data-line="${name}"][data-state="${state}"]`)
    .waitFor({ timeout: SHOWN_WITHIN_MS });
}
