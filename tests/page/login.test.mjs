// SPDX-License-Identifier: Apache-2.0
//
// login.test.mjs - who comes in, and who sees what.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, describe, it } from 'node:test';
import { address, api, close, env, logIn, newPage, role, settled, skipped, statusOf, visit } from './browser.mjs';

after(close);

describe('login', { skip: skipped || (role ? false : 'the dashboard is open') }, () => {
  it('refuses a wrong password, and says the same of a role that is not there', async () => {
    const page = await newPage();
    const said = [];
    for (const name of [role, 'nobody_of_this_name']) {
      await page.goto(`${address}/late`);
      await page.fill('input[name=role]', name);
      await page.fill('input[name=password]', 'surely wrong');
      await page.click('button[type=submit]');
      said.push(await page.locator('[role=alert]:not(:empty)').textContent());
      assert.equal(await page.inputValue('input[name=password]'), '');
    }
    assert.equal(said[0], said[1]);
    assert.equal(await statusOf(page, 'today'), 401);
  });

  it('leads to the address that was asked for, and keeps the password nowhere', async () => {
    const page = await newPage();
    await logIn(page, role, env('PASSWORD'), '/units');
    assert.equal(new URL(page.url()).pathname, '/units');
    assert.match(await page.locator('.who').textContent(), new RegExp(role));
    const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie, location.href]));
    assert.ok(!kept.includes(env('PASSWORD')), kept);
    assert.deepEqual(page.complaints, []);
  });

  it('ends with the logout: neither page nor interface answer', async () => {
    const page = await newPage();
    await logIn(page);
    await page.click('.who button');
    await page.waitForSelector('input[name=password]');
    assert.equal(await statusOf(page, 'today'), 401);
    await page.goto(`${address}/today`);
    await page.waitForSelector('input[name=password]');
  });

  it('has no cookie that a script could read', async () => {
    const page = await newPage();
    await logIn(page);
    assert.equal(await page.evaluate(() => document.cookie), '');
    const cookies = await page.context().cookies();
    assert.ok(cookies.length > 0);
    for (const c of cookies) assert.ok(c.httpOnly && c.sameSite === 'Strict', JSON.stringify(c));
  });
});

describe('a role of one agency', { skip: skipped || (env('NARROW') ? false : 'HENTRA_TEST_DASHBOARD_NARROW is not set') }, () => {
  const page = newPageOnce();
  it('does not see a dossier of another agency: as if it were not there', async () => {
    const p = await page();
    await visit(p, `/dossier?id=${encodeURIComponent(env('HIDDEN'))}`);
    const hidden = await p.locator('.failed').textContent();
    assert.equal(await statusOf(p, `dossier/${encodeURIComponent(env('HIDDEN'))}`), 404);
    await visit(p, '/dossier?id=H00-000000-0000');
    assert.equal(await p.locator('.failed').textContent(), hidden);
  });

  it('does not count what another agency has, by whatever address', async () => {
    const p = await page();
    const agency = env('HIDDEN_AGENCY');
    const all = await newPage();
    await logIn(all);
    const [period] = (await api(all, 'periods')).filter((q) => /^CAL:\d{4}-\d{2}$/.test(q.code));
    const received = (rows) => rows.reduce((n, r) => n + (r.received ?? 0), 0);
    const ask = `report/form06?period=${period.code}&by=agency&agency=${agency}`;
    assert.ok(received(await api(all, ask)) > 0, 'there is something to see');
    const answer = await api(p, ask);
    assert.ok(Array.isArray(answer) ? received(answer) === 0 : ['bad_request', 'not_found'].includes(answer.code), JSON.stringify(answer).slice(0, 300));
    for (const path of [`/late?period=${period.code}&agency=${agency}`, `/units?period=${period.code}&agency=${agency}`, `/risk?agency=${agency}`]) {
      await visit(p, path);
      assert.equal(await p.locator('main tbody th a').count(), 0, path);
    }
    await all.context().close();
  });

  it('gets no alert of another agency by the live stream, and its own', { skip: env('RAISE') ? false : 'HENTRA_TEST_DASHBOARD_RAISE is not set' }, async () => {
    const p = await page();
    const all = await newPage();
    await logIn(all);
    await visit(p, '/today');
    for (const page of [p, all]) await page.waitForSelector('.live.on');
    const raise = (...agency) => execFileSync(env('RAISE'), agency, { encoding: 'utf8' }).split(/\s+/)[0];
    const theirs = raise(env('HIDDEN_AGENCY'));
    await all.waitForSelector(`tr.fresh:has(.badge.late):has-text("${theirs}")`, { timeout: 60_000 });
    const own = raise();
    await p.waitForSelector(`tr.fresh:has(.badge.late):has-text("${own}")`, { timeout: 60_000 });
    assert.equal(await p.getByText(theirs).count(), 0);
    assert.equal((await api(p, 'alerts?state=all&limit=500')).filter((a) => a.dossier === theirs).length, 0);
    await all.context().close();
  });

  it('has no page in its menu that it has nothing on, and is told why in its language', async () => {
    const p = await page();
    const asked = [];
    p.on('response', (r) => {
      if (r.status() === 400 || r.status() === 403) asked.push(r.url());
    });
    await visit(p, '/quality');
    assert.deepEqual(await p.locator('.menu a').evaluateAll((list) => list.map((a) => a.pathname).filter((path) => /index766|pipeline/.test(path))), []);
    for (const path of ['/index766', '/pipeline']) {
      await visit(p, path);
      assert.match(await p.locator('main .ask').textContent(), /chỉ dành cho chuyên viên phân tích/);
    }
    for (const path of ['/today', '/units', '/form06', '/quality', '/time', '/risk', '/index766', '/pipeline']) {
      await visit(p, path);
      assert.equal(await p.locator('.failed').count(), 0, path);
    }
    assert.deepEqual(asked, []);
    // A period that is not over, by procedure: of a role that sees some agencies nobody counts that.
    const [running] = (await api(p, 'periods')).filter((q) => /^CAL:\d{4}-\d{2}$/.test(q.code));
    await visit(p, `/units?period=${running.code}&agency=${(await api(p, 'session')).sees[0]}`);
    const told = await p.locator('.failed').allTextContents();
    if (told.length) assert.match(told.join(), /^Vai trò chỉ xem một số cơ quan không có câu trả lời này\. Theo lĩnh vực hoặc thủ tục: hãy chọn kỳ đã kết thúc\.$/);
  });

  it('sees its own', async () => {
    const p = await page();
    await visit(p, `/dossier?id=${encodeURIComponent(env('SHOWN'))}`);
    await p.waitForSelector('.why');
  });

  it('is told what it sees', async () => {
    const p = await page();
    await settled(p);
    assert.match(await p.locator('.who').textContent(), /chỉ xem được/);
  });
});

describe('a role to which nothing was granted', { skip: skipped || (env('NONE') ? false : 'HENTRA_TEST_DASHBOARD_NONE is not set') }, () => {
  it('is told so, and not that there is nothing', async () => {
    const page = await newPage();
    await logIn(page, env('NONE'), env('NONE_PASSWORD'));
    assert.match(await page.locator('.who').textContent(), /chưa được cấp quyền xem cơ quan nào/);
    for (const path of ['/today', '/units']) {
      await visit(page, path);
      assert.match(await page.locator('.open-note').textContent(), /hentra access grant/);
      assert.equal(await page.locator('.nothing-yet').count(), 0);
    }
  });
});

function newPageOnce() {
  let page;
  return async () => {
    if (!page) {
      page = await newPage();
      await logIn(page, env('NARROW'), env('NARROW_PASSWORD'));
    }
    return page;
  };
}
