const MINUTES_AN_HOUR = 60;

/** A count with its thousands set apart: "9,980". */
export function figure(value: number): string {
  return String(Math.round(value)).replace(/\B(?=(\d{3})+$)/g, ',');
}

/** Person-minutes as hours. */
export function hours(personMinutes: number): string {
  return figure(personMinutes / MINUTES_AN_HOUR);
}

/** Tenths of a percent as a percentage without its sign: 667 is "66.7%". */
export function perMille(value: number): string {
  return `${(Math.abs(value) / 10).toFixed(1)}%`;
}
