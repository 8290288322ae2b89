// Staff make a token for an encoder, copy it this once, and revoke it.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { logIn, openOffice, STAFF } from '../world/office.mjs';
import { story } from '../world/story.mjs';
import { Street } from '../world/street.mjs';

const TITLE = '第47周街道居委工作例会';
const LABEL = '会议室编码器';
const HOURS = 48;
const HOUR_MS = 3_600_000;

let street;
let rest;
let session;
let token;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.empty();
  ({ rest } = await openOffice(street, [1]));
  ({ id: session } = await rest.post('/api/v1/sessions', { title: TITLE }));
  await rest.post(`/api/v1/sessions/${session}/open`);
  browsers.staff = await Browser.launch();
  await logIn(street, browsers.staff, STAFF);
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

/**
 * What the server says to somebody who shows the token at its address, with something that is no offer:
 * the token is looked at first, so that `not-sdp` is said to those alone who are let in.
 */
async function codeAtTheDoor() {
  const answer = await fetch(street.address(`/whip/${session}`), {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'text/plain' },
    body: 'hello',
  });
  return (await answer.json()).code;
}

story('staff make a token, and see where it is to be entered', cast, async () => {
  const { page } = browsers.staff;
  const card = page.locator(`[data-session="${session}"]`);
  await card.locator('[data-action="streams"]').click();
  await card.getByText('在这里生成').waitFor();
  await card.getByLabel('名称').fill(LABEL);
  await card.getByLabel('有效小时数').fill(String(HOURS));
  const madeMs = Date.now();
  await card.locator('[data-action="make-stream-token"]').click();
  const sheet = card.locator('[data-made-token]');
  await sheet.getByText('只显示这一次').waitFor();
  const [server, secret] = await sheet.locator('.address').allTextContents();
  assert.equal(server, street.address(`/whip/${session}`));
  token = secret;
  assert.equal(await codeAtTheDoor(), 'not-sdp');
  const [listed] = await rest.get(`/api/v1/sessions/${session}/stream-tokens`);
  assert.equal(listed.kind, 'encoder');
  assert.ok(Math.abs(listed.expires_ms - madeMs - HOURS * HOUR_MS) < HOUR_MS, 'valid as long as was asked');
});

story('the token is not shown again, what it is for stays listed', cast, async () => {
  const { page } = browsers.staff;
  await page.reload();
  const card = page.locator(`[data-session="${session}"]`);
  await card.locator('[data-action="streams"]').click();
  await card.getByRole('row', { name: LABEL }).getByText('推流（编码器）').waitFor();
  assert.equal(await card.locator('[data-made-token]').count(), 0);
  assert.ok(!(await page.content()).includes(token), 'the token stands nowhere in the page');
});

story('revoking asks first, and the token lets nobody in any more', cast, async () => {
  const { page } = browsers.staff;
  const card = page.locator(`[data-session="${session}"]`);
  const row = card.getByRole('row', { name: LABEL });
  await row.locator('.button-danger').click();
  const question = row.getByRole('alertdialog');
  assert.match(await question.textContent(), /立即中断/);
  await question.getByRole('button', { name: '取消' }).click();
  assert.equal(await codeAtTheDoor(), 'not-sdp');
  await row.locator('.button-danger').click();
  await question.locator('.button-danger').click();
  await card.getByText('在这里生成').waitFor();
  assert.equal(await codeAtTheDoor(), 'stream-token-needed');
  assert.deepEqual(browsers.staff.complaints, []);
});
