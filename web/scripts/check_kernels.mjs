// Fails the build when the chat page uses what old kernels (Chromium 79, Safari 13) do not know and no build step adds.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const assets = new URL('../dist/chat/assets/', import.meta.url).pathname;
const UNKNOWN = {
  css: [/:has\(/, /:is\(/, /:where\(/, /\binset:/, /aspect-ratio/, /\d[dsl]vh/, /@container/, /@layer/, /(?<!grid-)\bgap:/],
  js: [/\(\?<[=!]/, /\.replaceAll\(/, /\.at\(-?\d/, /structuredClone/, /randomUUID/, /\.findLast/, /Object\.hasOwn\(/, /\?\.[a-z([]/i],
};

/** The names of patterns that the text uses although the kernels do not know them. */
export function unknownIn(text, kind) {
  const code = kind === 'css' ? text.replace(/display:grid;[^}]*/g, '') : text;
  return UNKNOWN[kind].filter((pattern) => pattern.test(code)).map(String);
}

if (process.argv[1]?.endsWith('check_kernels.mjs')) {
  const found = readdirSync(assets)
    .filter((name) => /\.(css|js)$/.test(name))
    .flatMap((name) => unknownIn(readFileSync(join(assets, name), 'utf8'), name.split('.').pop()).map((what) => `${name}: ${what}`));
  if (found.length) {
    console.error(`Old kernels do not know:\n${found.join('\n')}`);
    process.exit(1);
  }
}
