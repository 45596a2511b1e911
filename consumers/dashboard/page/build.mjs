// SPDX-License-Identifier: Apache-2.0
//
// build.mjs - the page as a few files: index.html, app.js, app.css, icon.svg in $PAGE_OUT (dist/ without it).
// Nothing in them asks another host, and nothing is written inline: the server's policy refuses both. A page
// that grows beyond its limit fails the build.
import { build } from 'esbuild';
import { copyFile, mkdir, readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

const here = dirname(fileURLToPath(import.meta.url));
const out = process.env.PAGE_OUT || join(here, 'dist');
const COMPRESSED_MOST = 200_000;

await mkdir(out, { recursive: true });
await build({
  absWorkingDir: here,
  entryPoints: { app: 'src/main.tsx' },
  outdir: out,
  bundle: true,
  minify: true,
  format: 'iife',
  target: ['es2021', 'chrome100', 'firefox100', 'safari15'],
  jsx: 'automatic',
  jsxImportSource: 'preact',
  charset: 'utf8',
  legalComments: 'eof', // licences of what is bundled stay in the file
  logLevel: 'warning',
});
for (const name of await readdir(join(here, 'static'))) await copyFile(join(here, 'static', name), join(out, name));

let size = 0;
for (const name of ['index.html', 'app.js', 'app.css', 'icon.svg'])
  size += gzipSync(await readFile(join(out, name)), { level: 9 }).length;
console.log(`page: ${size} bytes compressed, of at most ${COMPRESSED_MOST}`);
if (size > COMPRESSED_MOST) process.exit(1);
