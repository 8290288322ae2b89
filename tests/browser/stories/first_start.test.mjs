// From an empty server to a branch venue in a meeting, by hand, in the pages.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { pictures, report } from '../world/sight.mjs';
import { story } from '../world/story.mjs';
import { ADMINISTRATOR, MAIN, Street } from '../world/street.mjs';
import { until } from '../world/until.mjs';

const BRANCH = 1;
const TITLE = '第47周街道居委工作例会';

let street;
let oneTimeLink;
let hostLink;
let branchLink;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.empty();
  oneTimeLink = await street.oneTimeLink();
  browsers.administrator = await Browser.launch({ venue: MAIN });
  browsers.branch = await Browser.launch({ venue: BRANCH });
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('the one-time link makes the first administrator', cast, async () => {
  const { page } = browsers.administrator;
  await page.goto(oneTimeLink);
  await page.getByLabel('用户名').fill(ADMINISTRATOR.name);
  await page.getByLabel('密码', { exact: false }).first().fill(ADMINISTRATOR.password);
  await page.getByLabel('再输一次密码').fill(ADMINISTRATOR.password);
  await page.getByRole('button', { name: '建立并登录' }).click();
  await page.getByRole('heading', { name: '会议', level: 1 }).waitFor();
});

story('the one-time link works once', cast, async () => {
  const { page } = browsers.branch;
  await page.goto(oneTimeLink);
  await page.getByLabel('用户名').fill('somebody-else');
  await page.getByLabel('密码', { exact: false }).first().fill('another long password');
  await page.getByLabel('再输一次密码').fill('another long password');
  await page.getByRole('button', { name: '建立并登录' }).click();
  const said = await page.getByRole('alert').textContent();
  assert.match(said, /管理员/, 'says that there is an administrator');
  assert.match(said, /登录/, 'says what to do');
});

story('a wrong password is refused in words', cast, async () => {
  const { page } = browsers.branch;
  await page.goto(street.address('/login'));
  await page.getByLabel('用户名').fill(ADMINISTRATOR.name);
  await page.getByLabel('密码').fill('not the password');
  await page.getByRole('button', { name: '登录' }).click();
  const said = await page.getByRole('alert').textContent();
  assert.match(said, /密码不对/);
});

story('the administrator makes the main venue, a branch, their links, and opens a meeting', cast, async () => {
  const { page } = browsers.administrator;
  await page.getByRole('link', { name: '设置' }).click();
  await page.getByRole('link', { name: '会场与链接' }).click();
  // A new street has its main venue; the branch is the next number.
  if ((await page.locator(`[data-venue="${MAIN}"]`).count()) === 0) await addVenue(page, '街道主会场', '主会场');
  await addVenue(page, '艺康苑居委会', '艺康苑');
  hostLink = await makeLink(page, MAIN, '控制台');
  branchLink = await makeLink(page, BRANCH, '分会场');
  await page.getByRole('link', { name: '会议', exact: true }).click();
  await page.locator('[data-action="new"]').click();
  await page.getByLabel('会议名称').fill(TITLE);
  await page.getByRole('button', { name: '新建', exact: true }).click();
  await page.locator('[data-phase="planned"]').waitFor();
  await page.locator('[data-action="open"]').click();
  await page.locator('[data-phase="live"]').waitFor();
});

story('the branch joins by its link alone, and sees the host', cast, async () => {
  await browsers.administrator.page.goto(hostLink);
  const { page } = browsers.branch;
  await page.goto(branchLink);
  await until('the branch sees the host', 20_000, async () => {
    const seen = (await pictures(page)).get('stage');
    return { holds: seen?.shows === MAIN, said: seen };
  });
  assert.equal((await report(page)).ownVenue, BRANCH);
  assert.equal(await page.locator('.branch-titles h1').textContent(), TITLE);
});

async function addVenue(page, name, short) {
  await page.getByRole('button', { name: '添加会场' }).click();
  await page.getByLabel('全称').fill(name);
  await page.getByLabel('简称').fill(short);
  await page.getByRole('button', { name: '添加', exact: true }).click();
  await page.locator('[data-venue]', { hasText: name }).waitFor();
}

/** Makes a seat's link with its button, and reads it from the sheet. */
async function makeLink(page, venue, place) {
  const [reply] = await Promise.all([
    page.waitForResponse((response) => response.url().includes(`/venues/${venue}/links`)),
    page.locator(`[data-venue="${venue}"]`).getByRole('button', { name: place, exact: true }).click(),
  ]);
  const { path } = await reply.json();
  await page.locator('.link-sheet .address', { hasText: path }).waitFor();
  return street.address(path);
}
