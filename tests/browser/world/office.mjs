// A street that plans its meetings: branches with their secretaries, departments, somebody of one of them.
import assert from 'node:assert/strict';
import { Rest } from './rest.mjs';
import { ADMINISTRATOR, MAIN } from './street.mjs';

/** The departments; the first coordinates for all. */
export const DEPARTMENTS = ['党政办', '自治办', '平安办'];

/** Somebody who plans for the second department. */
export const STAFF = { name: 'zizhi', password: 'correct horse battery too' };

/**
 * Sets an empty street up. `{ rest, week, numberOf }`: the administrator's way in, next week's Monday,
 * and the number of a department by its name.
 */
export async function openOffice(street, branches) {
  const rest = new Rest(street.address());
  const token = new URL(await street.oneTimeLink()).searchParams.get('token');
  await rest.setUp(token, ADMINISTRATOR.name, ADMINISTRATOR.password);
  const present = new Set((await rest.get('/api/v1/venues')).map(({ number }) => number));
  for (const number of [MAIN, ...branches]) {
    const short = number === MAIN ? '主会场' : `第${number}小区`;
    if (!present.has(number)) {
      await rest.post('/api/v1/venues', { number, name: `${short}居委会`, short_name: short });
    }
  }
  const [secretary] = await rest.get('/api/v1/planning/roles');
  assert.equal(secretary.name, '书记');
  for (const venue of branches) {
    const person = { venue, name: `书记${venue}`, role: secretary.number, email: `p${venue}@street.test` };
    await rest.post('/api/v1/planning/people', person);
  }
  for (const name of DEPARTMENTS) await rest.post('/api/v1/departments', { name });
  const departments = await rest.get('/api/v1/planning/departments');
  const numberOf = (name) => departments.find((known) => known.name === name).department;
  for (const [at, name] of DEPARTMENTS.entries()) {
    const standing = { privileged: false, email: `d${at}@street.test` };
    await rest.put(`/api/v1/planning/departments/${numberOf(name)}`, standing);
  }
  await rest.post('/api/v1/users', { ...STAFF, role: 'staff' });
  const users = await rest.get('/api/v1/users');
  const staff = users.find(({ name }) => name === STAFF.name);
  await rest.put(`/api/v1/planning/users/${staff.id}/department`, { department: numberOf(DEPARTMENTS[1]) });
  return { rest, week: later(todayThere(), 8 - weekdayOf(todayThere())), numberOf };
}

/** Logs somebody in at the desk. */
export async function logIn(street, browser, { name, password }) {
  await browser.page.goto(street.address('/login'));
  await browser.page.getByLabel('用户名').fill(name);
  await browser.page.getByLabel('密码').fill(password);
  await browser.page.getByRole('button', { name: '登录' }).click();
  await browser.page.getByRole('heading', { name: '会议', level: 1 }).waitFor();
}

/** The date so many days after another, `YYYY-MM-DD`. */
export function later(date, days) {
  return new Date(Date.parse(`${date}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

/** The date in Shanghai, `YYYY-MM-DD`. */
function todayThere() {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(new Date());
}

/** 1 Monday … 7 Sunday. */
function weekdayOf(date) {
  return new Date(`${date}T00:00:00Z`).getUTCDay() || 7;
}
