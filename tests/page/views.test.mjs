// SPDX-License-Identifier: Apache-2.0
//
// views.test.mjs - every view: in both languages, light, dark, on a phone and on paper; by keyboard; nothing that
// axe calls serious; nothing asked of another host.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { api, assertAccessible, close, logIn, newPage, shot, skipped, visit, VIEWS } from './browser.mjs';

after(close);

const PHONE = { width: 360, height: 740 };
const DESK = { width: 1280, height: 900 };
const wider = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

async function lateDossier(page) {
  for (const p of (await api(page, 'periods')).filter((q) => q.code.startsWith('CAL:'))) {
    const rows = await api(page, `report/late?period=${p.code}&limit=1`);
    if (rows.length) return { period: p.code, dossier: rows[0].dossier };
  }
  return assert.fail('the warehouse has no late dossier');
}

describe('views', { skip: skipped }, () => {
  let page;
  let late;
  before(async () => {
    page = await newPage();
    await logIn(page);
    late = await lateDossier(page);
  });

  for (const view of [...VIEWS, '/dossier?id'])
    it(`${view}: light, dark, on a phone and on paper, in both languages`, async () => {
      const path = view === '/dossier?id' ? `/dossier?id=${encodeURIComponent(late.dossier)}` : view === '/late' ? `/late?period=${late.period}` : view;
      const name = view.replace(/[^a-z0-9]/g, '');
      const and = path.includes('?') ? '&' : '?';
      await visit(page, path);
      assert.deepEqual(await page.locator('.failed').allTextContents(), []);
      assert.equal(await page.locator('h1').count(), 1);
      await assertAccessible(page, 'light');
      assert.ok(!(await wider(page)), 'wider than the window');
      await shot(page, `${name}-light`);

      await page.emulateMedia({ colorScheme: 'dark' });
      await assertAccessible(page, 'dark', { runOnly: { type: 'rule', values: ['color-contrast'] } });
      await shot(page, `${name}-dark`);
      await page.emulateMedia({ colorScheme: 'light' });

      await page.emulateMedia({ media: 'print' });
      for (const gone of ['.menu', '.top', '.filters select', '.filters input', '.filters button', '.downloads'])
        assert.ok(!(await page.locator(gone).first().isVisible()), `it prints ${gone}`);
      await shot(page, `${name}-print`);
      await page.emulateMedia({ media: 'screen' });

      await page.setViewportSize(PHONE);
      assert.ok(!(await wider(page)), 'wider than a phone');
      await shot(page, `${name}-phone`);
      await visit(page, `${path}${and}lang=en`);
      assert.ok(!(await wider(page)), 'wider than a phone, in English');
      await page.setViewportSize(DESK);
      await shot(page, `${name}-en`);
      await visit(page, `${path}${and}lang=vi`);
      assert.deepEqual(page.complaints, []);
    });

  it('says on paper what was asked for, and that a list goes on', async () => {
    const { agency } = (await api(page, `report/late?period=${late.period}&limit=1`))[0];
    const paper = () =>
      page.locator('.filters label').evaluateAll((list) => list.filter((l) => l.checkVisibility()).map((l) => [l.firstChild.textContent, getComputedStyle(l, '::after').content.slice(1, -1)]));
    await visit(page, `/late?period=${late.period}&agency=${agency}&min_days=1`);
    const named = await page.locator('.filters select').nth(1).evaluate((s) => s.selectedOptions[0].text);
    await page.emulateMedia({ media: 'print' });
    assert.deepEqual((await paper()).filter(([label]) => /Cơ quan|Trễ ít nhất|Thủ tục/.test(label)), [
      ['Cơ quan', named],
      ['Trễ ít nhất (ngày làm việc)', '1'],
    ]);
    await page.emulateMedia({ media: 'screen' });
    await visit(page, '/risk');
    await page.emulateMedia({ media: 'print' });
    const rows = await page.locator('main tbody tr').count();
    assert.equal(await page.locator('.pager').isVisible(), rows === 100);
    await page.emulateMedia({ media: 'screen' });
    await visit(page, `/form06?period=${late.period}`);
    await page.emulateMedia({ media: 'print' });
    assert.match(await page.locator('.centre').textContent(), /^Kỳ báo cáo: .* \(từ ngày \d\d\/\d\d\/\d{4} đến ngày \d\d\/\d\d\/\d{4}\)$/);
    assert.ok(!(await page.locator('h1').isVisible()), 'the form has a title of its own');
    await page.emulateMedia({ media: 'screen' });
  });

  it('shows on a phone at which page of the menu it is', async () => {
    await page.setViewportSize(PHONE);
    for (const view of ['/late', '/audit']) {
      await visit(page, view);
      const at = await page.locator('.menu [aria-current]').boundingBox();
      assert.ok(at.x >= 0 && at.x + at.width <= PHONE.width, `${view}: ${JSON.stringify(at)}`);
    }
    await page.setViewportSize(DESK);
  });

  it('cuts no table off at the width of a desk', async () => {
    await page.setViewportSize(DESK);
    for (const view of [`/late?period=${late.period}`, '/risk', '/units', '/quality', '/pipeline']) {
      await visit(page, view);
      const cut = await page.locator('.scroll').evaluateAll((list) => list.filter((s) => s.scrollWidth > s.clientWidth + 1).map((s) => s.getAttribute('aria-label')));
      assert.deepEqual(cut, [], view);
    }
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
    await visit(page, '/time?grain=day');
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
