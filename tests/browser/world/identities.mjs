import { execFileSync } from 'node:child_process';
import { built } from './program.mjs';

/** What tells each venue apart, by number, asked of the product: `{ colour: [r, g, b], toneHz }`. */
export const IDENTITIES = new Map(
  execFileSync(built('examples/identities'), { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => {
      const [number, hex, hertz] = line.split(' ');
      const colour = [0, 2, 4].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
      return [Number(number), { colour, toneHz: Number(hertz) }];
    }),
);

/** Farther than this from every venue's colour, a pixel shows no venue; colours are 72 apart. */
const DISTANCE_MAX = 60;

/** The venue whose colour a pixel `[r, g, b]` shows; undefined for black, white and in between. */
export function venueOf(pixel) {
  let nearest;
  let least = DISTANCE_MAX;
  for (const [venue, { colour }] of IDENTITIES) {
    const distance = Math.hypot(...colour.map((value, at) => value - pixel[at]));
    if (distance < least) [nearest, least] = [venue, distance];
  }
  return nearest;
}
