// 拼会 from the call to the meeting: departments answer, the week is solved, published, mailed, and
// the live session has its run of show. Every page of planning is looked at on the way.
import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { faults } from '../world/accessibility.mjs';
import { Browser } from '../world/browser.mjs';
import { decoded, MailStore } from '../world/mail_store.mjs';
import { DEPARTMENTS, later, logIn, openOffice, STAFF } from '../world/office.mjs';
import { ARTEFACTS, story } from '../world/story.mjs';
import { ADMINISTRATOR, Street } from '../world/street.mjs';

const SIZES = { laptop: [1366, 768], screen: [1920, 1080] };
const LANGUAGES = ['zh-CN', 'en'];
const BRANCHES = [1, 2, 3];
const ROOM = '三楼会议室';
const OWN_ITEM = '岁末消防隐患排查';
const JOINED_ITEM = '楼组自治项目中期评议';
const MAIL_WITHIN_MS = 30_000;
const SOLVED_WITHIN_MS = 30_000;

let street;
let mail;
let week;
const browsers = {};
const cast = () => ({ street, browsers });

before(async () => {
  mail = await MailStore.start();
  street = await Street.empty();
  ({ week } = await openOffice(street, BRANCHES));
  await mkdir(join(ARTEFACTS, 'screens'), { recursive: true });
  browsers.coordinator = await Browser.launch({});
  browsers.department = await Browser.launch({});
  await logIn(street, browsers.coordinator, ADMINISTRATOR);
  await logIn(street, browsers.department, STAFF);
});

after(async () => {
  for (const browser of Object.values(browsers)) await browser.close();
  await street?.close();
  await mail?.stop();
});

story('the mail server is entered, and a test mail arrives', cast, async () => {
  const { page } = browsers.coordinator;
  await page.goto(street.address('/mail'));
  await page.getByRole('textbox', { name: '服务器地址' }).fill('127.0.0.1');
  await page.getByRole('combobox', { name: '加密' }).selectOption('none');
  await page.getByRole('spinbutton', { name: '端口' }).fill(String(mail.port));
  await page.getByRole('textbox', { name: '发件邮箱' }).fill('office@street.test');
  await page.getByRole('textbox', { name: '发件人名称' }).fill('街道党政办');
  await page.locator('form', { hasText: '邮件服务器' }).getByRole('button', { name: '保存' }).click();
  await page.getByRole('textbox', { name: '测试邮件发到' }).fill('leader@street.test');
  await page.locator('[data-action="test-mail"]').click();
  await page.getByText('邮件服务器已接收').waitFor();
  await mail.to('leader@street.test', 1, MAIL_WITHIN_MS);
});

story('a window is published, and every other department is asked by mail', cast, async () => {
  const { page } = browsers.coordinator;
  await page.goto(street.address('/windows'));
  await page.locator('[data-action="new"]').click();
  const date = later(week, 1);
  await page.getByLabel('日期').fill(date);
  await page.getByRole('textbox', { name: '会议室' }).fill(ROOM);
  await page.getByRole('button', { name: '保存' }).click();
  await page.locator('form').waitFor({ state: 'detached' });
  const shown = await page.evaluate(() => new Date().getMonth());
  if (Number(date.slice(5, 7)) !== shown + 1) await page.getByRole('button', { name: '下个月' }).click();
  await page.locator('[data-window] [data-action="call"]').first().click();
  await page.locator('[data-action="call-now"]').click();
  await page.locator('[data-window]', { hasText: '已征集' }).waitFor();
  for (const at of [1, 2]) {
    const [call] = await mail.to(`d${at}@street.test`, 1, MAIL_WITHIN_MS);
    assert.match(decoded(call), new RegExp(ROOM), 'the call says where');
  }
});

story('a department joins with ten minutes, another has nothing', cast, async () => {
  const { page } = browsers.department;
  await page.goto(street.address('/items'));
  await page.locator('[data-call] [data-action="join"]').click();
  await page.getByLabel('事项', { exact: true }).fill(JOINED_ITEM);
  assert.equal(await page.getByLabel('所需分钟').inputValue(), '10');
  await page.getByLabel('书记', { exact: true }).check();
  await page.getByRole('button', { name: '给我们安排 10 分钟' }).click();
  await page.getByText('已拼会 1 个事项').waitFor();

  const coordinator = browsers.coordinator.page;
  await coordinator.goto(street.address('/items'));
  await coordinator.getByRole('combobox', { name: '代科室回复' }).selectOption({ label: DEPARTMENTS[2] });
  await coordinator.locator('[data-action="nothing"]').click();
  await coordinator.locator('.call-answers li', { hasText: '没有事项' }).getByText(DEPARTMENTS[2]).waitFor();
});

story('an item that only informs is offered the weekly tips', cast, async () => {
  const { page } = browsers.department;
  await page.goto(street.address('/items'));
  await page.locator('header [data-action="new"]').click();
  await page.getByLabel('事项', { exact: true }).fill('冬季送温暖名单核对');
  await page.locator('.choice-bar').getByText('通报', { exact: true }).click();
  await page.getByRole('button', { name: '改放每周提示' }).click();
  await page.getByLabel('内容').fill('请各居委在月底前核对名单。');
  assert.equal(await page.getByLabel('标题').inputValue(), '冬季送温暖名单核对');
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.locator('[data-tip]', { hasText: '冬季送温暖名单核对' }).waitFor();
});

story('another item of the office waits in the tray beside it', cast, async () => {
  const { page } = browsers.coordinator;
  await page.goto(street.address('/items'));
  await page.locator('header [data-action="new"]').click();
  await page.getByRole('combobox', { name: '科室', exact: true }).selectOption({ label: DEPARTMENTS[0] });
  await page.getByLabel('事项', { exact: true }).fill(OWN_ITEM);
  await page.getByLabel('所需分钟').fill('20');
  await page.getByLabel('书记', { exact: true }).check();
  await page.getByLabel('最早日期').fill(week);
  await page.getByLabel('最晚日期').fill(later(week, 4));
  await page.getByRole('button', { name: '提交', exact: true }).click();
  await page.locator('tr', { hasText: OWN_ITEM }).waitFor();
  await page.goto(street.address(`/board/${week}`));
  for (const title of [OWN_ITEM, JOINED_ITEM]) await page.locator('.tray .block', { hasText: title }).waitFor();
});

story('one click solves the week, and says what it saves', cast, async () => {
  const { page } = browsers.coordinator;
  await page.locator('[data-action="solve"]').click();
  const dialog = page.locator('dialog[open]');
  await dialog.waitFor({ timeout: SOLVED_WITHIN_MS });
  const said = await dialog.innerText();
  assert.match(said, /已证明是最优方案/);
  assert.match(said, new RegExp(`“${OWN_ITEM}”`));
  await page.keyboard.press('Escape');
  for (const title of [OWN_ITEM, JOINED_ITEM]) {
    await page.locator('.window .block', { hasText: title }).waitFor();
  }
  await page.locator('[data-version="draft"]').waitFor();
  assert.match(await page.locator('.board-strip').innerText(), /节省\s*3 人次/, 'three secretaries come once, not twice');
});

story('an item is taken out and put back by keys alone, and is told what that costs', cast, async () => {
  const { page } = browsers.coordinator;
  await page.locator('.window .block', { hasText: OWN_ITEM }).focus();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowLeft');
  await page.locator('.carry-tip-allowed', { hasText: '与改动前相比' }).waitFor();
  await page.keyboard.press('Enter');
  await page.locator('.tray .block', { hasText: OWN_ITEM }).waitFor();
  await page.locator('.board-outcome').getByRole('button', { name: '撤销' }).click();
  await page.locator('.window .block', { hasText: OWN_ITEM }).waitFor();
});

story('an item is dragged with the mouse; what forbids it is said in words', cast, async () => {
  const { page } = browsers.coordinator;
  await drag(page, '.window .block', '.tray');
  await page.locator('.tray .block', { hasText: OWN_ITEM }).waitFor();
  await drag(page, '.tray .block', '.window');
  await page.locator('.window .block', { hasText: OWN_ITEM }).waitFor();
});

story('every page of planning is whole in both languages, and accessible', cast, async () => {
  const { page, complaints } = browsers.coordinator;
  complaints.length = 0;
  const pages = {
    board: [`/board/${week}`, '.board-grid .block'],
    items: ['/items', '[data-call]'],
    approvals: ['/approvals', 'main h1'],
    tips: ['/tips', '[data-tip]'],
    burden: ['/burden', '.burden-figure'],
    people: ['/people', 'table.table tbody tr'],
    windows: ['/windows', 'main h2'],
    calendar: ['/calendar', 'main h2'],
    quotas: ['/quotas', 'main h1'],
    mail: ['/mail', '.mailboxes'],
  };
  for (const language of LANGUAGES) {
    await page.evaluate((chosen) => localStorage.setItem('pinhui.language', chosen), language);
    for (const [name, [path, shown]] of Object.entries(pages)) {
      for (const [size, [width, height]] of Object.entries(SIZES)) {
        const at = `${name}, ${language}, ${size}`;
        await page.setViewportSize({ width, height });
        await page.goto(street.address(path));
        await page.locator(shown).first().waitFor();
        await page.screenshot({ path: join(ARTEFACTS, 'screens', `${name}-${size}-${language}.png`) });
        const [content, window] = await page.evaluate(() => [
          document.documentElement.scrollWidth,
          document.documentElement.clientWidth,
        ]);
        assert.ok(content <= window, `${at}: ${content} px wide in a window of ${window} px`);
        assert.doesNotMatch(await page.evaluate(() => document.body.innerText), /undefined|\[object|NaN/, at);
        assert.deepEqual(await faults(page), [], at);
      }
    }
  }
  await page.evaluate(() => localStorage.setItem('pinhui.language', 'zh-CN'));
  assert.deepEqual(complaints, []);
});

story('publishing makes the meeting, and everybody is mailed their own hours', cast, async () => {
  const { page } = browsers.coordinator;
  await page.goto(street.address(`/board/${week}`));
  await page.locator('[data-action="publish"]').click();
  await page.locator('[data-action="publish-now"]').click();
  await page.locator('dialog[open]', { hasText: '版已发布' }).waitFor();
  await page.keyboard.press('Escape');
  await page.locator('[data-version="published"]').waitFor();
  for (const venue of BRANCHES) {
    const [invitation] = await mail.to(`p${venue}@street.test`, 1, MAIL_WITHIN_MS);
    const text = decoded(invitation);
    assert.match(text, /METHOD:REQUEST/);
    assert.match(text, /BEGIN:VEVENT/);
  }
});

story('the live session has the run of show of the plan', cast, async () => {
  const { page } = browsers.coordinator;
  await page.goto(street.address('/'));
  const card = page.locator('[data-phase="planned"]').first();
  const session = await card.getAttribute('data-session');
  await card.locator('[data-action="open"]').click();
  await page.locator(`[data-session="${session}"][data-phase="live"]`).waitFor();
  await page.goto(street.address(`/host?session=${session}`));
  for (const title of [OWN_ITEM, JOINED_ITEM]) await page.getByText(title).first().waitFor();
});

/** Drags the office's own item from one part of the board to another. */
async function drag(page, from, to) {
  const start = await page.locator(from, { hasText: OWN_ITEM }).boundingBox();
  const end = await page.locator(to).first().boundingBox();
  await page.mouse.move(start.x + start.width / 2, start.y + start.height / 2);
  await page.mouse.down();
  await page.mouse.move(end.x + end.width / 2, end.y + end.height / 2, { steps: 8 });
  await page.locator('.carry-tip-allowed').waitFor();
  await page.mouse.up();
}
