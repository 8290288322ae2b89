// What needs the leader's word, and what comes in from files: an item over its quota, the hours of a
// presenter, the register of an earlier half-year, tables with lines that are wrong.
import assert from 'node:assert/strict';
import { after, before } from 'node:test';
import { Browser } from '../world/browser.mjs';
import { DEPARTMENTS, later, logIn, openOffice, STAFF } from '../world/office.mjs';
import { story } from '../world/story.mjs';
import { ADMINISTRATOR, Street } from '../world/street.mjs';

const BRANCHES = [1, 2, 3];
const ITEM = '业委会换届指导';
const NOTE = '同意，控制在一刻钟内。';
const SHOWN_WITHIN_MS = 30_000;

let street;
let office;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  street = await Street.empty();
  office = await openOffice(street, BRANCHES);
  const me = await office.rest.get('/api/v1/me');
  await office.rest.put('/api/v1/planning/approvers', { leader: me.id });
  const window = {
    date: later(office.week, 1),
    half: 'morning',
    room: '三楼会议室',
    opens_min: 540,
    closes_min: 690,
    cap_min: 90,
  };
  await office.rest.post('/api/v1/planning/windows', window);
  browsers.leader = await Browser.launch({});
  browsers.department = await Browser.launch({});
  for (const { page } of Object.values(browsers)) page.setDefaultTimeout(SHOWN_WITHIN_MS);
  await logIn(street, browsers.leader, ADMINISTRATOR);
  await logIn(street, browsers.department, STAFF);
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
});

story('a department has used its quota up', cast, async () => {
  const { page } = browsers.leader;
  await page.goto(street.address('/quotas'));
  await page.getByRole('button', { name: '添加额度' }).click();
  await page.getByRole('combobox', { name: '科室' }).selectOption({ label: DEPARTMENTS[1] });
  await page.getByLabel('从', { exact: true }).fill(office.week);
  await page.getByLabel('到', { exact: true }).fill(later(office.week, 6));
  await page.getByLabel('可提交（项）').fill('0');
  await page.getByRole('button', { name: '保存' }).click();
  await page.locator('tbody tr', { hasText: DEPARTMENTS[1] }).waitFor();
});

story('its next item waits for the leader', cast, async () => {
  const { page } = browsers.department;
  await page.goto(street.address('/items'));
  await page.locator('header [data-action="new"]').click();
  await page.getByLabel('事项', { exact: true }).fill(ITEM);
  await page.getByLabel('所需分钟').fill('15');
  await page.getByLabel('书记', { exact: true }).check();
  await page.getByLabel('最早日期').fill(office.week);
  await page.getByLabel('最晚日期').fill(later(office.week, 4));
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.locator('tr', { hasText: ITEM }).getByText('待审批').waitFor();
  await page.goto(street.address('/approvals'));
  await page.getByText('等街道主要领导或受委托人审批').waitFor();
  assert.equal(await page.locator('[data-action="grant"]').count(), 0, 'only the leader decides');
});

story('until then it is in no plan that could be published', cast, async () => {
  const { page } = browsers.leader;
  await page.goto(street.address(`/board/${office.week}`));
  await page.locator('.tray .block', { hasText: ITEM }).waitFor();
  await page.locator('[data-action="solve"]').click();
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('dialog[open]').waitFor({ state: 'detached' });
  await page.locator('.board-grid').waitFor();
});

story('the leader approves with a word, and the item goes into its window', cast, async () => {
  const { page } = browsers.leader;
  await page.goto(street.address('/approvals'));
  const waiting = page.locator('[data-approval]', { hasText: ITEM });
  await waiting.getByText('超出额度').waitFor();
  await waiting.getByLabel('批示').fill(NOTE);
  await waiting.locator('[data-action="grant"]').click();
  await page.locator('tbody tr', { hasText: NOTE }).getByText('已批准').waitFor();
  await page.goto(street.address(`/board/${office.week}`));
  await page.locator('[data-action="solve"]').click();
  await page.locator('dialog[open]').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.window .block', { hasText: ITEM }).waitFor();
  await page.locator(`[data-week="${office.week}"] .window-bar`).first().waitFor();
});

story('other weeks are seen beside it, and opened by a press', cast, async () => {
  const { page } = browsers.leader;
  assert.ok((await page.locator('[data-week]').count()) >= 3);
  const next = later(office.week, 7);
  await page.locator(`[data-week="${next}"]`).click();
  await page.waitForURL(`**/board/${next}`);
  await page.locator(`[data-week="${next}"][aria-current="true"]`).waitFor();
});

story('the hours of a presenter are noted, and taken away again', cast, async () => {
  const { page } = browsers.leader;
  await page.goto(street.address('/calendar'));
  const section = page.locator('section', { has: page.getByRole('heading', { name: '汇报人的时间' }) });
  await section.getByLabel('汇报人').fill('王建国');
  await section.getByLabel('日期').fill(later(office.week, 2));
  await section.locator('[data-action="presenter-hours"]').click();
  const row = section.locator('tbody tr', { hasText: '王建国' });
  await row.waitFor();
  assert.deepEqual(await office.rest.get('/api/v1/planning/presenters'), [
    { name: '王建国', hours: [{ date: later(office.week, 2), from_min: 540, until_min: 690 }] },
  ]);
  await row.getByRole('button', { name: '删除' }).click();
  await row.waitFor({ state: 'detached' });
});

story('a venue and a person each get the address of their calendar, which answers', cast, async () => {
  const { page } = browsers.leader;
  for (const path of ['/people', '/venues']) {
    await page.goto(street.address(path));
    await page.locator('tbody tr').nth(1).getByRole('button', { name: '日历订阅' }).click();
    const address = await page.locator('.link-sheet .address').innerText();
    const answer = await fetch(address.replace(/^https?:\/\/[^/]+/, street.address('').replace(/\/$/, '')));
    assert.equal(answer.status, 200);
    assert.match(await answer.text(), /BEGIN:VCALENDAR/);
  }
});

story('a line of work is renamed', cast, async () => {
  const { page } = browsers.leader;
  await page.goto(street.address('/departments'));
  await page.getByLabel('名称', { exact: true }).fill('民政');
  await page.getByRole('button', { name: '添加条线' }).click();
  const row = page.locator('tbody tr', { hasText: '民政' });
  await row.getByRole('button', { name: '改名' }).click();
  const renaming = page.locator('form', { has: page.getByLabel('“民政”改名为') });
  await renaming.getByRole('textbox').fill('民政救助');
  await renaming.getByRole('button', { name: '保存' }).click();
  await page.locator('tbody tr', { hasText: '民政救助' }).waitFor();
});

story('a table with wrong lines names each of them and brings nothing in', cast, async () => {
  const { page } = browsers.leader;
  const before = (await office.rest.get('/api/v1/planning/people')).length;
  await page.goto(street.address('/people'));
  await page.getByRole('button', { name: '从表格导入' }).click();
  await give(page, 'people.csv', '会场编号,姓名,职务,邮箱\n1,张三,书记,zhang@street.test\n99,李四,书记,\n2,王五,站长,\n');
  const lines = page.locator('.file-import tbody tr');
  await lines.first().waitFor();
  assert.deepEqual(await lines.locator('td:first-child').allInnerTexts(), ['3', '4']);
  assert.equal((await office.rest.get('/api/v1/planning/people')).length, before);
  await give(page, 'people.csv', '会场编号,姓名,职务,邮箱\n1,张三,书记,zhang@street.test\n');
  await page.getByText('已导入 1 行').waitFor();
  await page.locator('tbody tr', { hasText: '张三' }).waitFor();
});

story('the register of an earlier half-year is read in, and the report measures against it', cast, async () => {
  const { page } = browsers.leader;
  const head = '日期,科室,会议,会场,每会场人数,分钟\n';
  await page.goto(street.address('/burden'));
  await give(page, 'register.csv', `${head}2026-03-02,党建办,例会,全部,2,60\n2026-13-01,党建办,例会,全部,2,60\n`);
  await page.locator('.file-import tbody tr', { hasText: '3' }).waitFor();
  await give(page, 'register.csv', `${head}2026-03-02,党建办,例会,全部,2,60\n2026-03-09,自治办,培训,"1、2",1,30\n`);
  await page.getByText('已导入 2 行').waitFor();
  const month = await office.rest.get('/api/v1/burden?from=2026-03-01&until=2026-03-31');
  // Three branches with two people, two with one.
  assert.deepEqual(month.baseline.total, { meetings: 2, seat_trips: 8, person_minutes: 420 });
});

/** Chooses a file that holds `text`. */
async function give(page, name, text) {
  await page
    .locator('.file-import input[type="file"]')
    .setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });
}
