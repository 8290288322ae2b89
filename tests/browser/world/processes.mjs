// Processes of this machine, from /proc.
import { readdir, readFile } from 'node:fs/promises';

/** Ticks a second of the times in /proc/PID/stat: `sysconf(_SC_CLK_TCK)`, 100 on every Linux. */
const TICKS_A_SECOND = 100;

/** The process that was started with `argument`, and all that it started: `{ id, kind }`. */
export async function processesWith(argument) {
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const all = (await Promise.all(ids.map(described))).filter((process) => process !== undefined);
  const root = all.find(({ words, kind }) => kind === 'browser' && words.includes(argument));
  const found = root === undefined ? [] : [root];
  for (const parent of found) found.push(...all.filter((process) => process.parent === parent.id));
  return found.map(({ id, kind }) => ({ id, kind }));
}

/** User and system time of a process, all its threads, in seconds. */
export async function processorSeconds(id) {
  const fields = await statFields(id);
  return (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
}

async function described(id) {
  try {
    const words = (await readFile(`/proc/${id}/cmdline`, 'utf8')).split(/[\0 ]/);
    const type = words.find((word) => word.startsWith('--type='));
    const [, parent] = await statFields(id);
    return { id, words, parent, kind: type?.slice('--type='.length) ?? 'browser' };
  } catch {
    // It has ended since it was listed.
    return undefined;
  }
}

/** The fields of /proc/PID/stat from the third on; the name before them may hold spaces. */
async function statFields(id) {
  const stat = await readFile(`/proc/${id}/stat`, 'utf8');
  return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
}
