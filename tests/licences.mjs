// Checks that every dependency, of Rust and of the browser's side, has a licence that deny.toml
// allows. Run from the top of the repository: node tests/licences.mjs
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

const METADATA_BYTES_MAX = 64 * 1024 * 1024;
const LOCKS = ['web-client/package-lock.json', 'tests/browser/package-lock.json'];

const allowed = new Set(allowList(readFileSync('deny.toml', 'utf8')));
const packages = [...crates(), ...LOCKS.flatMap(npmPackages)];
const used = new Set();
const refused = packages.filter(({ licence }) => licence === undefined || !satisfied(licence));
for (const { name, licence } of refused) console.error(`not allowed: ${name}: ${licence ?? 'no licence named'}`);
for (const licence of allowed) if (!used.has(licence)) console.error(`in deny.toml, but no longer used: ${licence}`);
console.log(`${packages.length} packages, ${refused.length} with a licence that is not allowed`);
process.exitCode = refused.length === 0 && used.size === allowed.size ? 0 : 1;

/** The licences in the `allow` list of deny.toml. */
function allowList(text) {
  const list = /^allow = \[([^\]]*)\]/m.exec(text)?.[1] ?? '';
  return [...list.matchAll(/"([^"]+)"/g)].map((match) => match[1]);
}

/** Every crate in the lock file that is not ours. */
function crates() {
  const json = execFileSync('cargo', ['metadata', '--format-version', '1', '--locked'], {
    maxBuffer: METADATA_BYTES_MAX,
  });
  return JSON.parse(json)
    .packages.filter((crate) => crate.source !== null)
    .map((crate) => ({ name: `${crate.name} ${crate.version}`, licence: crate.license ?? undefined }));
}

/** Every package in an npm lock file that is not ours. */
function npmPackages(lock) {
  const { packages: entries } = JSON.parse(readFileSync(lock, 'utf8'));
  return Object.entries(entries)
    .filter(([path]) => path !== '')
    .map(([path, entry]) => ({ name: `${path} ${entry.version}`, licence: entry.license }));
}

/**
 * Whether an SPDX expression can be satisfied with allowed licences; remembers those that it took.
 * An old-style `/` means OR.
 */
function satisfied(expression) {
  const tokens = expression.replaceAll('/', ' OR ').match(/[()]|[^\s()]+/g) ?? [];
  let at = 0;
  const either = () => {
    let fine = both();
    while (tokens[at] === 'OR') {
      at += 1;
      fine = both() || fine;
    }
    return fine;
  };
  const both = () => {
    let fine = one();
    while (tokens[at] === 'AND') {
      at += 1;
      fine = one() && fine;
    }
    return fine;
  };
  const one = () => {
    if (tokens[at] === '(') {
      at += 1;
      const fine = either();
      at += 1;
      return fine;
    }
    let licence = tokens[at];
    at += 1;
    if (tokens[at] === 'WITH') {
      licence += ` WITH ${tokens[at + 1]}`;
      at += 2;
    }
    if (!allowed.has(licence)) return false;
    used.add(licence);
    return true;
  };
  return either();
}
