// SPDX-License-Identifier: Apache-2.0
//
// acts.test.mjs - what people change from the page: alerts by who sees them, rules, receivers and the quarantine by an owner; what
// is offered to whom; by keyboard, and with the server's words where it refuses.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, it } from 'node:test';
import { api, assertAccessible, close, env, logIn, newPage, shot, skipped, statusOf, visit } from './browser.mjs';

after(close);
const needs = (...names) => skipped || (names.every(env) ? false : `${names.map((n) => `HENTRA_TEST_DASHBOARD_${n}`).join(', ')} are not set`);
const button = (page, name) => page.getByRole('button', { name, exact: true });
const gone = (page) => page.waitForSelector('dialog', { state: 'detached' });
const shown = `/dossier?id=${encodeURIComponent(env('SHOWN'))}`;

describe('an alert', { skip: needs('NARROW', 'SHOWN') }, () => {
  let page;
  before(async () => {
    page = await newPage();
    await logIn(page, env('NARROW'), env('NARROW_PASSWORD'), shown);
    await page.waitForSelector('.why');
  });
  const row = () => page.locator('tr', { has: page.locator('.badge', { hasText: 'Đang quá hạn' }) }).last();

  async function care(what, reason) {
    await row().getByRole('button', { name: /^Xử lý/ }).click();
    await page.check(`dialog input[value=${what}]`);
    await page.fill('dialog input[name=reason]', reason);
    await page.locator('dialog button[type=submit]').click();
    await gone(page);
  }

  it('is acknowledged by who sees it, and others see by whom and why without asking', async () => {
    const other = await newPage();
    await logIn(other);
    await other.waitForSelector('.live.on');
    await care('acknowledge', 'đã gọi cơ quan');
    await page.waitForSelector('.cared');
    assert.match(await row().textContent(), new RegExp(`${env('NARROW')} đã ghi nhận .*đã gọi cơ quan`));
    await other.waitForSelector(`tr:has-text("${env('SHOWN')}") .cared:has-text("đã gọi cơ quan")`, { timeout: 15_000 });
    const [alert] = (await api(page, `dossier/${encodeURIComponent(env('SHOWN'))}`)).alerts.filter((a) => a.acknowledged);
    assert.equal(alert.state, 'RAISED', 'it stays open');
    await other.context().close();
  });

  it('is snoozed until an instant, and both are taken back', async () => {
    await care('snooze', '<b>chờ bộ</b>');
    await page.waitForSelector('.cared:has-text("hoãn đến")');
    assert.match(await row().textContent(), /hoãn đến \d\d\/\d\d\/\d{4} 08:00<b>chờ bộ<\/b>/);
    await shot(page, 'act-snoozed');
    await care('lift', 'xong');
    await page.waitForSelector('.cared', { state: 'detached' });
  });

  it('is acknowledged with all others of its dossier', async () => {
    const open = await page.locator('button:text-is("Xử lý…")').count();
    assert.ok(open > 1);
    await page.getByRole('button', { name: `Xử lý cả ${open} cảnh báo` }).click();
    await page.fill('dialog input[name=reason]', 'cả hồ sơ');
    await page.locator('dialog button[type=submit]').click();
    await gone(page);
    await page.waitForFunction((n) => document.querySelectorAll('.cared').length === n, open);
    await page.getByRole('button', { name: `Xử lý cả ${open} cảnh báo` }).click();
    await page.check('dialog input[value=lift]');
    await page.fill('dialog input[name=reason]', 'thôi');
    await page.locator('dialog button[type=submit]').click();
    await gone(page);
    await page.waitForSelector('.cared', { state: 'detached' });
  });

  it('has a form that the keyboard reaches, and leaves by Escape to where it was', async () => {
    const opener = row().getByRole('button', { name: /^Xử lý/ });
    await opener.focus();
    await page.keyboard.press('Enter');
    await page.waitForSelector('dialog[open]');
    for (let i = 0; i < 8; i++) {
      assert.ok(await page.evaluate(() => document.activeElement === document.body || Boolean(document.activeElement.closest('dialog'))), 'the focus left the form');
      await page.keyboard.press('Tab');
    }
    await assertAccessible(page, 'the form');
    await page.keyboard.press('Escape');
    await gone(page);
    await page.waitForFunction(() => /^Xử lý/.test(document.activeElement.textContent));
  });

  it('is not sent without a reason; what the server refuses is said beside the form', async () => {
    await row().getByRole('button', { name: /^Xử lý/ }).click();
    await page.locator('dialog button[type=submit]').click();
    assert.equal(await page.locator('dialog input:invalid').count(), 1);
    await page.check('dialog input[value=snooze]');
    await page.fill('dialog input[name=until]', '2022-03-01T08:00');
    await page.fill('dialog input[name=reason]', 'quá khứ');
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('dialog .problem span[lang=en]');
    assert.match(await page.locator('dialog .problem').textContent(), /2022-03-01/);
    await page.keyboard.press('Escape');
    await gone(page);
  });
});

describe('what is offered', { skip: needs('ROLE', 'NARROW') }, () => {
  it('to an analyst: to look after alerts and to try rules, no more', async () => {
    const page = await newPage();
    await logIn(page, undefined, undefined, '/pipeline');
    await page.waitForSelector('button[aria-label="Thử: overdue"]');
    for (const name of ['Thêm quy tắc', 'Thêm nơi nhận', 'Nạp lại…']) assert.equal(await button(page, name).count(), 0, name);
    assert.equal(await page.locator('button[aria-label^="Sửa:"], button[aria-label^="Tắt:"]').count(), 0);
    const session = await api(page, 'session');
    const status = await page.evaluate(
      async (csrf) =>
        (
          await fetch('/api/rule', {
            method: 'POST',
            headers: { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf },
            body: JSON.stringify({ verb: 'off', name: 'overdue' }),
          })
        ).status,
      session.csrf,
    );
    assert.equal(status, 403, 'and the server judges again');
  });

  it('to a viewer: nothing of the pipeline', async () => {
    const page = await newPage();
    await logIn(page, env('NARROW'), env('NARROW_PASSWORD'), '/pipeline');
    assert.equal(await page.locator('main button:has-text("Thêm")').count(), 0);
    assert.match(await page.locator('main .ask').textContent(), /chỉ dành cho chuyên viên phân tích/);
    assert.equal(await statusOf(page, 'pipeline'), 403);
  });
});

describe('an open dashboard', { skip: needs('OPEN') }, () => {
  it('offers nothing to whoever sits at this machine, and changes nothing', async () => {
    const page = await newPage();
    await page.goto(`${env('OPEN')}/today`);
    await page.waitForSelector('.open-note');
    await page.waitForSelector('.card .big');
    await page.waitForSelector('main tbody th a');
    assert.equal(await page.locator('button:has-text("Xử lý")').count(), 0);
    const answered = await page.evaluate(async () => {
      const { csrf } = await (await fetch('/api/session')).json();
      const [{ alert }] = await (await fetch('/api/alerts?state=raised&limit=1')).json();
      const headers = { 'Content-Type': 'application/json', 'X-CSRF-Token': csrf };
      const post = async (path, body) => (await fetch(`/api/${path}`, { method: 'POST', headers, body: JSON.stringify(body) })).status;
      return [await post('ack', { alerts: [String(alert)], what: 'acknowledge', reason: 'nobody' }), await post('rule', { verb: 'off', name: 'overdue' })];
    });
    assert.deepEqual(answered, [403, 403]);
    await page.goto(`${env('OPEN')}/pipeline`);
    await page.waitForSelector('th:has-text("overdue")');
    assert.equal(await page.locator('button[aria-label^="Sửa:"], button[aria-label^="Thử:"], button:has-text("Thêm")').count(), 0);
  });
});

describe('an owner', { skip: needs('OWNER') }, () => {
  let page;
  before(async () => {
    page = await newPage();
    await logIn(page, env('OWNER'), env('OWNER_PASSWORD'), '/pipeline');
    await page.waitForSelector('button[aria-label="Thử: overdue"]');
  });
  const ruleRow = (name) => page.locator('tr', { has: page.locator('th', { hasText: new RegExp(`^${name}$`) }) });

  it('tries a rule on the last 30 days before it counts, adds, changes and switches it off', async () => {
    await button(page, 'Thêm quy tắc').click();
    await page.fill('dialog input[name=name]', 'page-rule');
    await page.fill('dialog input[name=times]', 'bốn giờ');
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('dialog .problem span[lang=en]');
    await page.fill('dialog input[name=times]', '4h');
    await button(page, 'Thử với 30 ngày qua').click();
    await page.waitForSelector('.tried tbody tr');
    await shot(page, 'act-rule-tried');
    const days = await page.locator('.tried tbody td:nth-child(2)').allTextContents();
    const sum = days.reduce((n, text) => n + Number(text.replaceAll('.', '')), 0);
    const total = Number(/(\d[\d.]*) cảnh báo/.exec(await page.locator('.tried p').first().textContent())[1].replaceAll('.', ''));
    assert.ok(total > 0);
    assert.equal(sum, total, 'the days are all of it');
    assert.ok(!(await api(page, 'rules')).some((r) => r.name === 'page-rule'), 'a trial saves nothing');
    await assertAccessible(page, 'the form of a rule');
    await page.locator('dialog button[type=submit]').click();
    await gone(page);
    await ruleRow('page-rule').waitFor();
    assert.match(await ruleRow('page-rule').textContent(), /trước hẹn trả 4 giờ/);

    await page.locator('button[aria-label="Sửa: page-rule"]').click();
    await page.fill('dialog input[name=times]', '1d,4h');
    await page.selectOption('dialog select[name=level]', 'commune');
    await page.locator('dialog button[type=submit]').click();
    await page.waitForSelector('dialog .ask');
    await page.locator('dialog button[type=submit]').click();
    await gone(page);
    await page.waitForFunction(() => /1 ngày, 4 giờ|4 giờ, 1 ngày/.test(document.body.textContent));
    const [rule] = (await api(page, 'rules')).filter((r) => r.name === 'page-rule');
    assert.deepEqual([rule.level, rule.minutes.split(',').sort().join()], ['COMMUNE', '240,480']);

    await page.locator('button[aria-label="Tắt: page-rule"]').click();
    await page.locator('dialog button[type=submit]').click();
    await gone(page);
    await page.waitForSelector('button[aria-label="Bật: page-rule"]');
    assert.equal((await api(page, 'rules')).find((r) => r.name === 'page-rule').enabled, false);
    assert.deepEqual(page.complaints, []);
  });

  it('adds a receiver, sends it a test, and its address is shown no more', async () => {
    const got = [];
    const server = createServer((request, response) => {
      let body = '';
      request.on('data', (d) => (body += d));
      request.on('end', () => {
        got.push(JSON.parse(body));
        response.end('thank you');
      });
    });
    await new Promise((done) => server.listen(0, '127.0.0.1', done));
    try {
      await button(page, 'Thêm nơi nhận').click();
      await page.fill('dialog input[name=name]', 'page-hook');
      await page.fill('dialog input[name=address]', `http://127.0.0.1:${server.address().port}/a-long-secret-word-of-the-path`);
      await page.fill('dialog input[name=digest]', '07:30');
      await assertAccessible(page, 'the form of a receiver');
      await shot(page, 'act-receiver');
      await page.locator('dialog button[type=submit]').click();
      await gone(page);
      await page.waitForSelector('button[aria-label="Gửi thử: page-hook"]');
      assert.ok(!(await page.content()).includes('secret'), 'the address is on the page');
      assert.match(await ruleRow('page-hook').textContent(), /mỗi ngày làm việc lúc 07:30/);
      await page.locator('button[aria-label="Gửi thử: page-hook"]').click();
      await page.locator('dialog button[type=submit]').click();
      await gone(page);
      await page.waitForSelector('.said:has-text("page-hook")');
      // The digest of that morning is there, too.
      assert.equal(got.filter((g) => g.type === 'test').length, 1, JSON.stringify(got.map((g) => g.type)));
      assert.match(await page.locator('.said').textContent(), /200/);

      await page.locator('button[aria-label="Sửa: page-hook"]').click();
      await page.fill('dialog input[name=digest]', '');
      await page.locator('dialog button[type=submit]').click();
      await gone(page);
      await page.locator('tr', { hasText: 'từng cảnh báo' }).waitFor();
      await page.locator('button[aria-label="Tắt: page-hook"]').click();
      await page.locator('dialog button[type=submit]').click();
      await gone(page);
      await page.waitForSelector('button[aria-label="Bật: page-hook"]');
    } finally {
      server.close();
    }
    await page.locator('button[aria-label="Gửi thử: page-hook"]').click();
    await page.locator('dialog button[type=submit]').click();
    await gone(page);
    await page.waitForSelector('.said:has-text("từ chối")');
  });

  it('replays what can be read by now, counted first', async () => {
    await visit(page, '/pipeline');
    await page.locator('summary', { hasText: 'Tin bị cách ly' }).click();
    assert.equal(await page.locator('details tbody tr').count(), 2);
    await button(page, 'Nạp lại…').click();
    await page.waitForSelector('dialog:has-text("1 tin nay đọc được")');
    await shot(page, 'act-replay');
    await button(page, 'Gửi lại 1 tin').click();
    await gone(page);
    await page.waitForSelector('.said:has-text("Đã gửi lại 1 tin")');
    await page.waitForFunction(() => [...document.querySelectorAll('details tbody tr')].filter((r) => r.classList.contains('faint')).length === 1);
    await page.waitForFunction(async () => (await fetch('/api/dossier/hand-again')).ok, undefined, { timeout: 30_000, polling: 300 });
  });
});
