// Fails the build when the chat page grows past what an old phone on a village network should load.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

const LIMIT = 60 * 1024;
const folder = new URL('../dist/chat/', import.meta.url).pathname;

/** Gzip sizes in bytes of the page's scripts and styles, largest first. */
export function sizes(dir) {
  return readdirSync(join(dir, 'assets'))
    .filter((name) => /\.(js|css)$/.test(name))
    .map((name) => ({ name, gzip: gzipSync(readFileSync(join(dir, 'assets', name)), { level: 9 }).length }))
    .sort((a, b) => b.gzip - a.gzip);
}

export function total(files) {
  return files.reduce((sum, file) => sum + file.gzip, 0);
}

if (process.argv[1] && import.meta.url.endsWith(process.argv[1].split('/').pop())) {
  const files = sizes(folder);
  for (const { name, gzip } of files) console.log(`${(gzip / 1024).toFixed(1).padStart(7)} kB  ${name}`);
  const sum = total(files);
  console.log(`${(sum / 1024).toFixed(1).padStart(7)} kB  chat page, gzip (limit ${LIMIT / 1024} kB)`);
  if (sum > LIMIT) {
    console.error('The chat page is larger than its limit.');
    process.exit(1);
  }
}
