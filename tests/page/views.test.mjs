// SPDX-License-Identifier: Apache-2.0
//
// views.test.mjs - every view: in both languages, light, dark, on a phone and on paper; by keyboard; nothing that
// axe calls serious; nothing asked of another host.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, assertAccessible, close, logIn, newPage, shot, skipped, visit, VIEWS } from './browser.mjs';

after(close);
const nameOf = (path) => path.slice(1);

async function lateDossier(page) {
  const periods = await api(page, 'periods');
  for (const p of periods.filter((q) => q.code.startsWith('CAL:'))) {
    const rows = await api(page, `report/late?period=${p.code}&limit=1`);
    if (rows.length) return { period: p.code, dossier: rows[0].dossier };
  }
  return null;
}

async function everyView(page, label, check) {
  const late = await lateDossier(page);
  assert.ok(late, 'the warehouse has a late dossier');
  const paths = [...VIEWS.map((v) => (v === '/late' ? `/late?period=${late.period}` : v)), `/dossier?id=${encodeURIComponent(late.dossier)}`];
  for (const path of paths) {
    await visit(page, path);
    assert.equal(await page.locator('.failed').count(), 0, `${label} ${path}: ${await page.locator('.failed').allTextContents()}`);
    await check(path);
    await shot(page, `${label}-${nameOf(path).replace(/[^a-z0-9]+/gi, '-')}`);
  }
  assert.deepEqual(page.complaints, [], label);
}

describe('views', { skip: skipped }, () => {
  for (const [label, options] of Object.entries({ light: {}, dark: { colorScheme: 'dark' }, phone: { viewport: { width: 360, height: 740 } } })) {
    it(`${label}: ${label === 'phone' ? '' : 'accessible, and '}no wider than the window`, async () => {
      const page = await newPage(options);
      await logIn(page);
      await everyView(page, label, async (path) => {
        if (label !== 'phone') await assertAccessible(page, `${label} ${path}`);
        assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), `${label} ${path} is wider than the window`);
        assert.equal(await page.locator('h1').count(), 1, path);
      });
    });
  }

  it('in print: tables, no controls', async () => {
    const page = await newPage();
    await logIn(page);
    await page.emulateMedia({ media: 'print' });
    await everyView(page, 'print', async (path) => {
      for (const gone of ['.menu', '.top', '.filters', '.downloads'])
        assert.ok(!(await page.locator(gone).first().isVisible()), `${path} prints ${gone}`);
    });
  });

  it('speaks both languages, and keeps the choice', async () => {
    const page = await newPage();
    await logIn(page);
    assert.equal(await page.getAttribute('html', 'lang'), 'vi');
    await page.click('button[lang=en]');
    assert.equal(await page.locator('h1').textContent(), 'Today');
    assert.equal(await page.getAttribute('html', 'lang'), 'en');
    await visit(page, '/late');
    assert.equal(await page.locator('h1').textContent(), 'Late dossiers');
    await visit(page, '/late?lang=vi');
    assert.equal(await page.locator('h1').textContent(), 'Hồ sơ quá hạn');
  });
});

describe('the keyboard', { skip: skipped }, () => {
  let page;
  before(async () => {
    page = await newPage();
    await logIn(page);
  });

  it('skips to the content, and another page is read from its heading on', async () => {
    await visit(page, '/today');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.className), 'skip');
    await page.locator('.menu a').nth(1).focus();
    await page.keyboard.press('Enter');
    await page.waitForFunction(() => document.activeElement?.tagName === 'H1');
    assert.match(page.url(), /\/late/);
  });

  it('reaches how a figure was counted', async () => {
    await visit(page, '/today');
    const tip = page.locator('.card .tip').first();
    assert.ok(!(await tip.locator('[role=tooltip]').isVisible()));
    await tip.locator('button').focus();
    assert.ok(await tip.locator('[role=tooltip]').isVisible());
    assert.match(await tip.locator('[role=tooltip]').textContent(), /\d \/ \d/);
    await page.keyboard.press('Escape');
    assert.ok(!(await tip.locator('[role=tooltip]').isVisible()));
  });

  it('reads a chart point by point', async () => {
    await visit(page, '/time?grain=month');
    await page.locator('.plot').focus();
    await page.keyboard.press('Home');
    const first = await page.locator('.point').textContent();
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction((t) => document.querySelector('.point').textContent !== t, first);
    assert.match(await page.locator('.point').textContent(), /%.* = [\d.]+ \/ [\d.]+|0 \/ 0/);
  });

  it('shows where it is', async () => {
    await visit(page, '/late');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
    assert.notEqual(outline, 'none');
  });
});
