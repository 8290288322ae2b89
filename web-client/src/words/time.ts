import type { Language } from '../wire/Language';
import { language } from './words';

const ZH_WEEKDAYS = ['周日', '周一', '周二', '周三', '周四', '周五', '周六'];
const EN_WEEKDAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];
const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

const two = (value: number) => String(value).padStart(2, '0');

/** A time of day, "09:30". */
export function clockTime(unixMs: number): string {
  const date = new Date(unixMs);
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** A date, "11月24日 周二" or "Tue 24 Nov". */
export function calendarDay(unixMs: number, wanted: Language = language.value): string {
  const date = new Date(unixMs);
  if (wanted === 'en') {
    return `${EN_WEEKDAYS[date.getDay()]} ${date.getDate()} ${EN_MONTHS[date.getMonth()]}`;
  }
  return `${date.getMonth() + 1}月${date.getDate()}日 ${ZH_WEEKDAYS[date.getDay()]}`;
}

/** A date with its time, "11月24日 周二 09:30". */
export function dayAndTime(unixMs: number, wanted: Language = language.value): string {
  return `${calendarDay(unixMs, wanted)} ${clockTime(unixMs)}`;
}

/** How long something short has lasted, "7:05"; from an hour on "1:07:05". */
export function stopwatch(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1_000));
  if (seconds >= 3_600) return duration(spanMs);
  return `${Math.floor(seconds / 60)}:${two(seconds % 60)}`;
}

/** How long something has lasted, "0:07:05". */
export function duration(spanMs: number): string {
  const seconds = Math.max(0, Math.floor(spanMs / 1_000));
  return `${Math.floor(seconds / 3_600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}
