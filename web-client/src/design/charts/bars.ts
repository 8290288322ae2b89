/** Marks of an axis from nothing to at least `most`: round steps, at most `marksMax` of them. */
export function axisMarks(most: number, marksMax: number): number[] {
  if (most <= 0) return [0, 1];
  const rough = most / marksMax;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = Math.max(1, ([1, 2, 5, 10].find((part) => part * power >= rough) ?? 10) * power);
  const marks = Array.from({ length: Math.ceil(most / step) + 1 }, (_, at) => at * step);
  return marks;
}
