// SPDX-License-Identifier: Apache-2.0
//
// browser.mjs - Debian's Chromium on a dashboard that runs: its address and who logs in come from the environment.
//
//   HENTRA_TEST_DASHBOARD            http://127.0.0.1:8095
//   HENTRA_TEST_DASHBOARD_ROLE       who sees all, and _PASSWORD; without it the dashboard must be open (dashboard.open_as)
//   HENTRA_TEST_DASHBOARD_NARROW     a role that sees one agency, and _NARROW_PASSWORD; _HIDDEN: a dossier that it does
//                                    not see, _SHOWN: one that it does
//   HENTRA_TEST_DASHBOARD_NONE       a role to which nothing was granted, and _NONE_PASSWORD
//   HENTRA_TEST_DASHBOARD_OWNER      a role that owns the warehouse, and _OWNER_PASSWORD: what it changes stays. There must be two
//                                    messages in quarantine, of which one can be read by now and is of the dossier hand-again
//   HENTRA_TEST_DASHBOARD_OPEN       the address of a dashboard of the same warehouse that is open
//   HENTRA_TEST_DASHBOARD_RAISE      a command that brings an alert about, at the agency that is its
//                                    argument or one that the narrow role sees, and prints its dossier and the instant (ISO
//                                    8601) of its deadline, before that instant
//   HENTRA_TEST_DASHBOARD_SHOTS      a folder for pictures
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

export const env = (name) => process.env[`HENTRA_TEST_DASHBOARD${name ? `_${name}` : ''}`] || '';
export const address = env('').replace(/\/$/, '');
export const skipped = address ? false : 'HENTRA_TEST_DASHBOARD is not set';
export const role = env('ROLE');

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const VIEWS = ['/today', '/late', '/risk', '/units', '/time', '/form06', '/index766', '/quality', '/pipeline', '/audit', '/dossier'];

let browser;
export async function open() {
  browser ??= await chromium.launch({ executablePath: '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
  return browser;
}
export async function close() {
  await browser?.close();
  browser = undefined;
}

// A page that remembers what the browser complained of: errors of the script, refusals of the policy, and
// requests to any other host.
export async function newPage(options = {}) {
  const context = await (await open()).newContext({ locale: 'vi-VN', viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  page.complaints = [];
  page.on('pageerror', (e) => page.complaints.push(e.message));
  page.on('console', (m) => {
    // What a test provokes (a wrong password) is answered by 401, and the browser logs that.
    if (m.type() === 'error' && !/status of (400|401|403|404|429)/.test(m.text())) page.complaints.push(m.text());
  });
  page.on('request', (r) => {
    if (!r.url().startsWith(address) && !(env('OPEN') && r.url().startsWith(env('OPEN'))) && !/^(data|blob):/.test(r.url())) page.complaints.push(`asked ${r.url()}`);
  });
  return page;
}

export async function logIn(page, name = role, password = env('PASSWORD'), path = '/today', at = address) {
  await page.goto(at + path);
  if (name) {
    await page.fill('input[name=role]', name);
    await page.fill('input[name=password]', password);
    await page.click('button[type=submit]');
  }
  // The page of the login has a heading, too.
  await page.waitForSelector('.who');
  await page.waitForSelector('main h1');
  await settled(page);
}

// Nothing is asked for any more.
export async function settled(page) {
  await page.waitForFunction(() => !document.querySelector('.loading, [aria-busy=true]'), undefined, { timeout: 30_000 });
}

export async function visit(page, path) {
  await page.goto(address + path);
  await page.waitForSelector('main h1');
  await settled(page);
}

export async function api(page, path) {
  return page.evaluate(async (p) => (await fetch(`/api/${p}`)).json(), path);
}

export async function statusOf(page, path) {
  return page.evaluate(async (p) => (await fetch(`/api/${p}`)).status, path);
}

export async function shot(page, name) {
  const folder = env('SHOTS');
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  // A long table's end looks like its middle.
  const [width, height] = await page.evaluate(() => [innerWidth, Math.min(document.documentElement.scrollHeight, 2400)]);
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true, clip: { x: 0, y: 0, width, height } });
}

// The policy of the page refuses scripts of others, so axe is put in from outside. Long tables repeat themselves.
export async function assertAccessible(page, where, options = { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] }) {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axeSource);
  const found = await page.evaluate((o) => globalThis.axe.run({ exclude: [['tbody tr:nth-child(n+9)'], ['option:nth-child(n+5)']] }, o), options);
  const bad = found.violations.filter((v) => ['serious', 'critical'].includes(v.impact));
  assert.deepEqual(
    bad.map((v) => `${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ')).join(', ')}`),
    [],
    where,
  );
}
