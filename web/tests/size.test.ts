import { mkdtempSync, mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
// @ts-expect-error a plain script without types
import { sizes, total } from '../scripts/check_size.mjs';

// @ts-expect-error a plain script without types
import { unknownIn } from '../scripts/check_kernels.mjs';

it('the kernel check sees what old browsers do not know', () => {
  expect(unknownIn('a{gap:4px}', 'css')).toHaveLength(1);
  expect(unknownIn('a{display:grid;grid-gap:4px}a:focus{top:0}', 'css')).toEqual([]);
  expect(unknownIn('x?.y', 'js')).toHaveLength(1);
  expect(unknownIn('a?.5:b', 'js')).toEqual([]);
});

it('the size check counts scripts and styles by their gzip size', () => {
  const folder = mkdtempSync(join(tmpdir(), 'size-'));
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'assets', 'a.js'), 'x'.repeat(100_000));
  writeFileSync(join(folder, 'assets', 'b.css'), 'body{}');
  writeFileSync(join(folder, 'assets', 'c.svg'), '<svg/>');
  const files = sizes(folder);
  expect(files.map((file: { name: string }) => file.name)).toEqual(['a.js', 'b.css']);
  expect(total(files)).toBeGreaterThan(50);
  expect(total(files)).toBeLessThan(1000);
});
