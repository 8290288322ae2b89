// Attendance: 33 venues, three drop and return, one leaves early, one is corrected; the record is
// confirmed, taken out and checked; a file that was changed is told, and how.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { faults } from '../world/accessibility.mjs';
import { Browser } from '../world/browser.mjs';
import { decoded, MailStore } from '../world/mail_store.mjs';
import { PINHUI, Program } from '../world/program.mjs';
import { ARTEFACTS, story } from '../world/story.mjs';
import { ADMINISTRATOR, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const BRANCHES = 33;
const DROPPING = [30, 31, 32];
const LEAVING = 33;
const CORRECTED = 5;
const JOIN_WITHIN_MS = 60_000;
const SHOWN_WITHIN_MS = 10_000;
const MAIL_WITHIN_MS = 20_000;
const HEADS_TO = 'archive@street.test';
const LANGUAGES = ['zh-CN', 'en'];
/** Widths that the review is looked at in: an office PC, a large screen, a phone. */
const WINDOWS = [
  [1366, 768],
  [1920, 1080],
  [390, 844],
];
const APPROVER = { name: 'qian', password: 'another horse battery' };

let street;
let session;
let browser;
let directory;
let mail;
let planned;
const cast = () => ({ street, browsers: { desk: browser } });

const rehearsal = (name, venues) =>
  new Program(name, [
    'rehearse',
    '--low-only',
    '--publish-only',
    ...venues.flatMap((venue) => ['--link', street.link(venue, 'branch')]),
  ]);

/** Waits until every venue in `wanted` is connected like this. */
const connected = (wanted, connection) =>
  until(`venues ${wanted} are ${connection}`, JOIN_WITHIN_MS, async () => {
    const states = await street.rest.get(`/api/v1/sessions/${session}/venues`);
    const others = states.filter((of) => wanted.includes(of.number) && of.connection !== connection);
    return { holds: others.length === 0, said: others.map((of) => `${of.number} ${of.connection}`) };
  });

before(async () => {
  await mkdir(join(ARTEFACTS, 'screens'), { recursive: true });
  directory = await mkdtemp(join(tmpdir(), 'pinhui-record-'));
  const stays = Array.from({ length: BRANCHES }, (_, index) => index + 1).filter(
    (venue) => !DROPPING.includes(venue) && venue !== LEAVING,
  );
  street = await Street.live({ branches: BRANCHES, played: stays });
  [{ id: session }] = await street.rest.get('/api/v1/sessions?phase=live');
  await street.rest.put('/api/v1/attendance/settings', {
    thresholds: { gap_s: 120, late_s: 300, early_s: 0 },
    keep_months: 12,
    heads_to: [HEADS_TO],
  });
  mail = await MailStore.start();
  await street.rest.put('/api/v1/settings/mail', {
    mail: {
      host: '127.0.0.1',
      port: mail.port,
      encryption: 'none',
      user: null,
      from_address: 'office@street.test',
      from_name: '党政办',
      public_address: 'https://10.0.0.5:8443',
    },
  });
  await street.rest.post('/api/v1/users', { ...APPROVER, role: 'host' });
  let dropping = rehearsal('dropping', DROPPING);
  const leaving = rehearsal('leaving', [LEAVING]);
  await connected([...stays, ...DROPPING, LEAVING], 'online');
  await dropping.kill();
  await connected(DROPPING, 'lost');
  dropping = rehearsal('returning', DROPPING);
  await connected(DROPPING, 'online');
  await leaving.stop();
  await connected([LEAVING], 'absent');
  await street.rest.post(`/api/v1/sessions/${session}/end`);
  await dropping.stop();
  browser = await Browser.launch();
});

after(async () => {
  await browser?.close();
  await street?.close();
  await mail?.stop();
  if (directory !== undefined) await rm(directory, { recursive: true, force: true });
});

async function logIn(who) {
  const { page } = browser;
  await browser.forget();
  await page.goto(street.address('/login'));
  await page.locator('input[autocomplete="username"]').fill(who.name);
  await page.locator('input[type="password"]').fill(who.password);
  await page.locator('button[type="submit"]').click();
  await page.locator('.desk-menu').waitFor({ timeout: SHOWN_WITHIN_MS });
  await page.goto(street.address(`/attendance/${session}`));
  await page.locator('.attendance-matrix').waitFor({ timeout: SHOWN_WITHIN_MS });
  return page;
}

/** What `pinhui verify` says of a file, and whether it finds nothing wrong. */
async function verified(text, ...known) {
  const file = join(directory, 'record.json');
  await writeFile(file, text);
  return new Promise((resolve) => {
    execFile(PINHUI, ['verify', file, ...known], (error, said) => resolve({ whole: error === null, said }));
  });
}

story('a venue notes leave before the meeting, and the desk sees it', cast, async () => {
  ({ id: planned } = await street.rest.post('/api/v1/sessions', { title: '下周例会' }));
  const { page } = browser;
  await page.goto(street.link(CORRECTED, 'branch'));
  await page.goto(street.address('/leave'));
  const sheet = page.locator(`[data-leave="${planned}"]`);
  await sheet.waitFor({ timeout: SHOWN_WITHIN_MS });
  const [person, reason] = await sheet.locator('input').all();
  await person.fill('王芳');
  await reason.fill('就医');
  await sheet.locator('[data-action="leave"]').click();
  await sheet.locator('.attendance-leave', { hasText: '就医' }).waitFor({ timeout: SHOWN_WITHIN_MS });
  await lookAt('leave-of-a-venue', `/leave`, `[data-leave="${planned}"]`);

  await logIn(ADMINISTRATOR);
  await page.goto(street.address(`/attendance/${planned}/leave`));
  await page.locator('.attendance-leave', { hasText: '王芳' }).waitFor({ timeout: SHOWN_WITHIN_MS });
});

story('a record is reviewed, corrected by two people, confirmed, taken out and verified', cast, async () => {
  let page = await logIn(ADMINISTRATOR);
  assert.equal(await page.locator('.attendance-matrix tbody tr').count(), BRANCHES);
  const row = (venue) => page.locator(`.attendance-matrix tr[data-venue="${venue}"]`);
  for (const venue of DROPPING) assert.match(await row(venue).innerText(), /重连 1 次/);
  assert.match(await row(LEAVING).innerText(), /早退/);

  await row(CORRECTED).locator('.attendance-venue').click();
  const dialog = page.locator('dialog');
  const form = dialog.locator('form', { has: page.locator('[data-action="correct"]') });
  await form.locator('input[type="number"]').fill('8');
  await form.locator('input[type="text"]').fill('两人未登记');
  await form.locator('[data-action="correct"]').click();
  await page.locator('[data-correction="1"]').waitFor({ state: 'attached', timeout: SHOWN_WITHIN_MS });

  page = await logIn(APPROVER);
  await page.locator('[data-correction="1"] [data-action="approve"]').click();
  await until('the headcount is corrected', SHOWN_WITHIN_MS, async () => {
    const said = await row(CORRECTED).innerText();
    return { holds: /8\//.test(said) && said.includes('已更正'), said };
  });
  await page.getByText('确认并签名', { exact: true }).click();
  await page.getByText('确认', { exact: true }).click();
  await page.locator('[data-confirmed]').waitFor({ timeout: SHOWN_WITHIN_MS });

  const downloading = page.waitForEvent('download');
  await page.locator('[data-export="json"]').click();
  const text = await readFile(await (await downloading).path(), 'utf8');
  const whole = await verified(text);
  assert.ok(whole.whole, whole.said);
  assert.match(whole.said, /未被改动/);

  const { checkpoint } = JSON.parse(text);
  const [heads] = await mail.to(HEADS_TO, 1, MAIL_WITHIN_MS);
  for (const head of [checkpoint.log.hash, checkpoint.desk.hash, checkpoint.signature]) {
    assert.ok(decoded(heads).replaceAll(/\s/g, '').includes(head), `${head} was mailed`);
  }
  const mailed = await verified(text, '--key', checkpoint.public_key);
  assert.ok(mailed.whole, mailed.said);

  const changed = await verified(
    text.replace('"event": "{\\"event\\":\\"joined', '"event": "{\\"event\\":\\"jOined'),
  );
  assert.equal(changed.whole, false);
  assert.match(changed.said, /第 \d+ 条/);

  const removed = JSON.parse(text);
  const [gone] = removed.log.splice(10, 1);
  assert.match(
    (await verified(JSON.stringify(removed))).said,
    new RegExp(`第 ${gone.number} 至 ${gone.number} 条被删除`),
  );

  const cut = JSON.parse(text);
  const signed = cut.log.length;
  cut.log.length -= 3;
  assert.match(
    (await verified(JSON.stringify(cut))).said,
    new RegExp(`只到第 ${signed - 3} 条，签名时有 ${signed} 条`),
  );
});

story('every page of the records is for everybody, in both languages and every window', cast, async () => {
  const page = await logIn(ADMINISTRATOR);
  await lookAt('records', '/attendance', '.attendance-open');
  await lookAt('leave', `/attendance/${planned}/leave`, '[data-action="leave"]');
  await lookAt('review', `/attendance/${session}`, '.attendance-matrix');
  await lookAt('venue', `/attendance/${session}`, '.attendance-matrix', async () => {
    await page.locator(`tr[data-venue="${CORRECTED}"] .attendance-venue`).click();
    await page.locator('dialog .attendance-timeline').waitFor({ timeout: SHOWN_WITHIN_MS });
  });
});

/** A page in every language and window: axe-core finds nothing serious, and nothing is wider than the window. */
async function lookAt(name, path, shown, open = async () => {}) {
  const { page } = browser;
  for (const language of LANGUAGES) {
    await page.evaluate((chosen) => localStorage.setItem('pinhui.language', chosen), language);
    for (const [width, height] of WINDOWS) {
      await page.setViewportSize({ width, height });
      await page.goto(street.address(path));
      await page.locator(shown).first().waitFor({ timeout: SHOWN_WITHIN_MS });
      await open();
      await page.screenshot({
        path: join(ARTEFACTS, 'screens', `attendance-${name}-${language}-${width}.png`),
        fullPage: true,
      });
      assert.deepEqual(await faults(page), [], `${name} in ${language}, ${width} px`);
      const wide = await page.evaluate(() => document.documentElement.scrollWidth);
      assert.ok(wide <= width, `${name} in ${language} is ${wide} px wide in a window of ${width}`);
    }
  }
  await page.evaluate(() => localStorage.setItem('pinhui.language', 'zh-CN'));
}
