import type { Language } from '../wire/Language';
import { calendarDay } from './time';
import { language } from './words';

/** A date of the calendar, without a time of day or a time zone: "2026-11-24". */
export type CivilDate = string;

const DAY_MS = 86_400_000;
const DAYS_A_WEEK = 7;
const MINUTES_AN_HOUR = 60;

/** Midnight of a civil date in UTC, so that days can be counted; unix milliseconds. */
function utcMs(date: CivilDate): number {
  return Date.parse(`${date}T00:00:00Z`);
}

function ofUtcMs(utc: number): CivilDate {
  return new Date(utc).toISOString().slice(0, 10);
}

/** The date of a moment where this device is. */
export function civilDate(unixMs: number): CivilDate {
  const moment = new Date(unixMs);
  return ofUtcMs(Date.UTC(moment.getFullYear(), moment.getMonth(), moment.getDate()));
}

/** Whether a text is a date of the calendar. */
export function isCivilDate(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(utcMs(text)) && ofUtcMs(utcMs(text)) === text;
}

/** The date so many days later; earlier where `days` is negative. */
export function daysLater(date: CivilDate, days: number): CivilDate {
  return ofUtcMs(utcMs(date) + days * DAY_MS);
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(date: CivilDate): number {
  return ((new Date(utcMs(date)).getUTCDay() + DAYS_A_WEEK - 1) % DAYS_A_WEEK) + 1;
}

/** The Monday of a date's week. */
export function mondayOf(date: CivilDate): CivilDate {
  return daysLater(date, 1 - weekdayOf(date));
}

/** The first day of the month so many months later. */
export function monthLater(date: CivilDate, months: number): CivilDate {
  const [year = 0, month = 1] = date.split('-').map(Number);
  return ofUtcMs(Date.UTC(year, month - 1 + months, 1));
}

/** The last day of a date's month. */
export function lastOfMonth(date: CivilDate): CivilDate {
  return daysLater(monthLater(date, 1), -1);
}

/** The number of a date's week in its year (ISO 8601: the first week is that of the first Thursday). */
export function weekNumber(date: CivilDate): number {
  const thursday = daysLater(mondayOf(date), 3);
  const firstOfYear = `${thursday.slice(0, 4)}-01-01`;
  return Math.floor((utcMs(thursday) - utcMs(firstOfYear)) / (DAYS_A_WEEK * DAY_MS)) + 1;
}

/** "11月24日 周二", "Tue 24 Nov". */
export function civilDay(date: CivilDate, wanted: Language = language.value): string {
  const [year = 0, month = 1, day = 1] = date.split('-').map(Number);
  return calendarDay(new Date(year, month - 1, day).getTime(), wanted);
}

/** "11月", "Nov" of "2026-11". */
export function monthName(month: string, wanted: Language = language.value): string {
  const day = civilDay(`${month}-01`, wanted);
  return wanted === 'en' ? (day.split(' ')[2] ?? month) : `${day.split('月')[0]}月`;
}

/** "09:30" of so many minutes after midnight. */
export function clockOf(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / MINUTES_AN_HOUR))}:${two(minutes % MINUTES_AN_HOUR)}`;
}

/** Minutes after midnight of "09:30". */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * MINUTES_AN_HOUR + minutes;
}
