// Fails when the built client is larger than its budget: node size.mjs, after npm run build.
import { readdirSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import { gzipSync } from 'node:zlib';

const BUDGET_KB = 150;
const COUNTED = new Set(['.html', '.js', '.css']);

const files = readdirSync('dist', { recursive: true }).filter((name) => COUNTED.has(extname(name)));
let bytes = 0;
for (const name of files) {
  const size = gzipSync(readFileSync(`dist/${name}`), { level: 9 }).length;
  bytes += size;
  process.stdout.write(`${(size / 1000).toFixed(1).padStart(7)} kB gzip  ${name}\n`);
}
process.stdout.write(`${(bytes / 1000).toFixed(1).padStart(7)} kB gzip of ${BUDGET_KB}\n`);
if (files.length === 0 || bytes > BUDGET_KB * 1000) process.exitCode = 1;
