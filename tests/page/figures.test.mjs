// SPDX-License-Identifier: Apache-2.0
//
// figures.test.mjs - what the page shows is what the warehouse answers, with its parts; filters, drill-down,
// downloads, the audit.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { api, close, logIn, newPage, settled, skipped, visit } from './browser.mjs';

after(close);

describe('figures', { skip: skipped }, () => {
  let page;
  let period; // one that has late dossiers
  before(async () => {
    page = await newPage();
    await logIn(page);
    const periods = (await api(page, 'periods')).filter((p) => /^CAL:\d{4}-\d{2}$/.test(p.code));
    for (const p of periods) {
      if ((await api(page, `report/late?period=${p.code}&limit=1`)).length) {
        period = p.code;
        break;
      }
    }
    assert.ok(period, 'a month with a late dossier');
  });

  it('of today are all of what is open, each with its denominator', async () => {
    await visit(page, '/today');
    const cards = await page.locator('.card').allTextContents();
    const parts = cards.map((c) => /\(([\d.]+) \/ ([\d.]+)\)/.exec(c)).map((m) => [m[1], m[2]].map((n) => Number(n.replaceAll('.', ''))));
    const open = parts[0][1];
    assert.ok(parts.every(([, d]) => d === open));
    assert.equal(parts.reduce((sum, [n]) => sum + n, 0), open);
  });

  it('of every table name population, instant and rule version', async () => {
    for (const path of [`/late?period=${period}`, '/units', '/time', '/form06', '/index766', '/quality']) {
      await visit(page, path);
      const line = await page.locator('.provenance').first().textContent();
      for (const word of [/Tính đến: \d/, /Quy tắc phiên bản: \d/]) assert.match(line, word, path);
    }
  });

  it('of a period are of the newest month that is over, if there is one, unless another is asked for', async () => {
    const months = (await api(page, 'periods')).filter((p) => /^CAL:\d{4}-\d{2}$/.test(p.code));
    const now = await api(page, 'session').then((s) => new Date(Date.parse(s.now) + 7 * 3600_000).toISOString().slice(0, 10));
    const wanted = (months.find((p) => p.last < now) ?? months[0]).code;
    for (const path of ['/units', '/form06', '/index766', '/quality']) {
      await visit(page, path);
      assert.equal(await page.locator('.filters select').first().inputValue(), wanted, path);
    }
    // What is overdue now is a list of now.
    await visit(page, '/late');
    assert.equal(await page.locator('.filters select').first().inputValue(), months[0].code);
  });

  it('of what was overdue at the end of a period lead to no list, those of now do', async () => {
    const months = (await api(page, 'periods')).filter((p) => /^CAL:\d{4}-\d{2}$/.test(p.code));
    const [running] = months;
    await visit(page, `/units?period=${running.code}`);
    const link = page.locator('a.late-link').first();
    const n = Number((await link.textContent()).replaceAll('.', ''));
    const rows = await api(page, `report/late${new URL(await link.getAttribute('href'), 'http://x').search}`);
    assert.equal(rows.length, n);
    const over = months.find((p) => p.last < running.first);
    if (!over) return;
    await visit(page, `/units?period=${over.code}`);
    assert.equal(await page.locator('a.late-link').count(), 0);
  });

  it('of form 06 obey its identities, as printed', async () => {
    await visit(page, `/form06?period=${period}`);
    const rows = await page.locator('.paper tbody tr').evaluateAll((list) => list.map((tr) => [...tr.querySelectorAll('td.n')].map((td) => Number(td.textContent.replaceAll('.', '')))));
    assert.ok(rows.length > 1);
    for (const f of rows) {
      assert.equal(f.length, 11);
      assert.equal(f[0], f[1] + f[2] + f[3], '(1)=(2)+(3)+(4)');
    }
    const heads = await page.locator('.paper thead tr').count();
    assert.equal(heads, 4);
    const total = (await api(page, `report/form06?period=${period}&by=level,field`)).at(-1);
    assert.equal(rows.at(-1)[0], total.total);
    assert.equal(rows.at(-1)[7], total.resolved_overdue);
  });

  it('of a rate are rounded half up from their parts', async () => {
    await visit(page, `/units?period=${period}`);
    const rates = await page.locator('.rate').evaluateAll((list) => list.slice(0, 50).map((r) => r.textContent));
    assert.ok(rates.length > 0);
    for (const text of rates) {
      const m = /^([\d,]+) % ([\d.]+) \/ ([\d.]+)$/.exec(text.trim());
      if (!m) continue;
      const [n, d] = [m[2], m[3]].map((x) => BigInt(x.replaceAll('.', '')));
      const hundredths = (20000n * n + d) / (2n * d);
      assert.equal(m[1].replace(',', ''), `${hundredths / 100n}${String(hundredths % 100n).padStart(2, '0')}`, text);
    }
  });
});

describe('the way to a dossier', { skip: skipped }, () => {
  let page;
  let late;
  before(async () => {
    page = await newPage();
    await logIn(page);
    for (const p of (await api(page, 'periods')).filter((q) => q.code.startsWith('CAL:'))) {
      const rows = await api(page, `report/late?period=${p.code}&limit=1`);
      if (rows.length && rows[0].procedure) {
        late = { ...rows[0], code: p.code };
        break;
      }
    }
    assert.ok(late, 'a late dossier with a procedure');
  });

  it('goes from the province to the unit, its procedure, the dossier, and why it is late', async () => {
    await visit(page, `/units?period=${late.code}`);
    await page.locator(`a[href*="agency=${late.agency}"]`).first().click();
    await settled(page);
    assert.match(page.url(), new RegExp(`agency=${late.agency}`));
    await page.locator(`a[href*="procedure=${encodeURIComponent(late.procedure)}"]`).first().click();
    await page.waitForSelector('h1:focus');
    await settled(page);
    await page.locator(`a[href*="id=${encodeURIComponent(late.dossier)}"]`).first().click();
    await page.waitForSelector('.why');
    assert.match(await page.locator('.why p').first().textContent(), /hẹn trả \d\d\/\d\d\/\d{4} \d\d:\d\d/);
    assert.ok((await page.locator('table').first().locator('tbody tr').count()) > 0);
    await page.goBack();
    await settled(page);
    assert.match(page.url(), /\/late\?/);
  });

  it('greys what no longer counts, and says so', async () => {
    await visit(page, `/dossier?id=${encodeURIComponent(late.dossier)}`);
    await page.waitForSelector('.why');
    const told = await api(page, `dossier/${encodeURIComponent(late.dossier)}`);
    const gone = told.statements.filter((s) => s.superseded).length;
    assert.equal(await page.locator('table').first().locator('tbody tr').count(), told.statements.length);
    assert.ok((await page.locator('table').first().locator('tr.faint').count()) >= gone);
  });

  it('filters the late list, and the address has the question', async () => {
    await visit(page, `/late?period=${late.code}`);
    await page.locator('.filters label', { hasText: /^Cơ quan/ }).locator('select').selectOption(late.agency);
    await settled(page);
    assert.match(page.url(), new RegExp(`agency=${late.agency}`));
    const asked = await api(page, `report/late?period=${late.code}&agency=${late.agency}&limit=101`);
    assert.equal(await page.locator('main tbody tr').count(), Math.min(100, asked.length));
    const again = await page.context().newPage();
    await again.goto(page.url());
    await again.waitForSelector('main h1');
    await settled(again);
    assert.equal(await again.locator('main tbody tr').count(), Math.min(100, asked.length));
    await again.close();
  });

  it('narrows the late list by procedure, state and days, and the files with it', async () => {
    const all = await api(page, `report/late?period=${late.code}`);
    const state = late.state;
    const wanted = all.filter((r) => r.procedure === late.procedure && r.state === state && r.late_minutes >= 480).map((r) => r.dossier);
    assert.ok(wanted.length < all.length);
    await visit(page, `/late?period=${late.code}`);
    await page.locator('.filters label', { hasText: 'Tình trạng' }).locator('select').selectOption(state);
    for (const [label, value] of [
      ['Thủ tục', late.procedure],
      ['Trễ ít nhất', '1'],
    ]) {
      await page.locator('.filters label', { hasText: label }).locator('input').fill(value);
      await page.keyboard.press('Enter');
      await settled(page);
    }
    assert.match(page.url(), /procedure=.*min_days=1|min_days=1.*procedure=/);
    assert.deepEqual((await page.locator('main tbody th a').allTextContents()).sort(), wanted.slice(0, 100).sort());
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.downloads a', { hasText: 'CSV' }).click()]);
    const lines = readFileSync(await file.path(), 'utf8').trim().split('\n').slice(1);
    assert.equal(lines.length, wanted.length);
    for (const dossier of wanted) assert.ok(lines.some((l) => l.includes(dossier)), dossier);
  });

  it('narrows the list at risk to a field and to what is due in three days', async () => {
    const periods = await api(page, 'periods');
    const from = periods.map((p) => p.first).sort()[0];
    const to = periods.map((p) => p.last).sort().at(-1);
    const all = await api(page, `report/foresight?from=${from}&to=${to}`);
    const now = (await api(page, 'session')).now.slice(0, 10);
    const day = (n) => new Date(Date.parse(`${now}T00:00:00Z`) + n * 86_400_000).toISOString().slice(0, 10);
    const local = (text) => new Date(Date.parse(text) + 7 * 3600_000).toISOString().slice(0, 10);
    const wanted = all.filter((r) => r.due_at && local(r.due_at) >= day(1) && local(r.due_at) <= day(3)).map((r) => r.dossier);
    assert.ok(wanted.length > 0 && wanted.length < all.length, `${wanted.length} of ${all.length}`);
    await visit(page, '/risk?due=3');
    assert.deepEqual((await page.locator('main tbody th a').allTextContents()).sort(), wanted.slice(0, 100).sort());
    await page.locator('.filters label', { hasText: 'Lĩnh vực' }).locator('select').focus();
    await page.waitForFunction(() => [...document.querySelectorAll('.filters select')].some((s) => s.options.length > 2 && /lĩnh vực/.test(s.options[0].text)));
    const field = await page.locator('.filters label', { hasText: 'Lĩnh vực' }).locator('option').nth(1).evaluate((o) => o.value);
    await page.locator('.filters label', { hasText: 'Lĩnh vực' }).locator('select').selectOption(field);
    await settled(page);
    assert.match(page.url(), new RegExp(`field=${field}`));
    assert.equal(await page.locator('.failed').count(), 0);
    assert.ok((await page.locator('main tbody th').count()) < all.length);
  });

  it('sorts the late list by how late, and the address has it', async () => {
    await visit(page, `/late?period=${late.code}`);
    const minutes = (rows) => rows.map((r) => r.late_minutes);
    const sorted = minutes(await api(page, `report/late?period=${late.code}`)).sort((a, b) => b - a);
    await page.locator('.filters label', { hasText: 'Thứ tự' }).locator('select').selectOption('late');
    await settled(page);
    assert.match(page.url(), /order=late/);
    const all = await api(page, `report/late?period=${late.code}&order=late`);
    assert.deepEqual(minutes(all), sorted);
    assert.deepEqual(await page.locator('main tbody th a').allTextContents(), all.slice(0, 100).map((r) => r.dossier));
    const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.downloads a', { hasText: 'CSV' }).click()]);
    assert.ok(readFileSync(await file.path(), 'utf8').split('\n')[1].includes(all[0].dossier));
  });

  it('leads from the menu and from the cards to what runs, of those at risk', async () => {
    await visit(page, '/today');
    const figure = page.locator('.card.soon').first();
    const n = Number((await figure.locator('.big').textContent()).replaceAll('.', ''));
    for (const link of [page.locator('.menu a', { hasText: 'Nguy cơ' }), figure.locator('a')])
      assert.equal(new URL(await link.getAttribute('href'), 'http://x').searchParams.get('state'), 'RUNNING');
    await visit(page, await figure.locator('a').getAttribute('href'));
    assert.equal(await page.locator('main tbody .badge').count(), 0);
    assert.ok((await page.locator('main tbody th').count()) <= n + 5);
    await visit(page, '/risk?state=PAUSED');
    assert.equal(await page.locator('main tbody .badge').count(), await page.locator('main tbody th').count());
  });

  it('downloads the list as CSV and as a workbook', async () => {
    await visit(page, `/late?period=${late.code}`);
    for (const format of ['CSV', 'xlsx']) {
      const [file] = await Promise.all([page.waitForEvent('download'), page.locator('.downloads a', { hasText: format }).click()]);
      assert.match(file.suggestedFilename(), new RegExp(`\\.${format.toLowerCase()}$`));
      assert.equal(await file.failure(), null);
    }
  });

  it('says of a dossier that is not there that it is not', async () => {
    await visit(page, '/dossier?id=000.00.00.H00-000000-0000');
    assert.match(await page.locator('.failed').textContent(), /Không có/);
    await visit(page, '/nowhere');
    assert.match(await page.locator('h1').textContent(), /Không có trang này/);
  });
});

describe('the figure audit', { skip: skipped }, () => {
  it('finds a count that repeats another, and writes what others say as text', async () => {
    const page = await newPage();
    await logIn(page);
    await visit(page, '/audit');
    const place = '<img src=x onerror=alert(1)>';
    const rows = [
      'source,place,level,period_from,period_to,indicator,value,unit,note,printed_share',
      ...[
        ['dossiers_received', 10000, ''],
        ['resolved_on_time', 9000, '90'],
        ['resolved_late', 400, '4'],
        ['in_process', 400, '6'],
      ].map(([name, n, share]) => `R,${place},ALL,2023-01-01,2023-12-31,${name},${n},dossier,,${share}`),
    ];
    await page.setInputFiles('input[type=file]', { name: 'figures.csv', mimeType: 'text/csv', buffer: Buffer.from(rows.join('\n') + '\n') });
    await page.click('main button[type=submit]');
    await page.waitForSelector('main tbody tr');
    const text = await page.locator('main tbody').textContent();
    assert.ok(text.includes(place));
    assert.equal(await page.locator('main img').count(), 0);
    assert.ok(text.includes('600'), text);
    assert.deepEqual(page.complaints, []);
  });
});
