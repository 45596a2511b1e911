// SPDX-License-Identifier: Apache-2.0
//
// why.test.mjs - the course of a dossier from what counts of its statements, and rates as they are written. No
// server and no browser; PAGE_SOURCES: the page's folder with its node_modules, where that is another one.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';

const room = process.env.PAGE_SOURCES || join(dirname(fileURLToPath(import.meta.url)), '../../consumers/dashboard/page');

// The modules of the page, without a page around them.
async function load() {
  let esbuild;
  try {
    esbuild = createRequire(join(room, 'package.json'))('esbuild');
  } catch {
    return null;
  }
  globalThis.location = { search: '' };
  const made = await esbuild.build({
    stdin: { contents: "export * from './src/base/why'; export * from './src/base/lang';", resolveDir: room, loader: 'ts' },
    bundle: true,
    format: 'esm',
    write: false,
  });
  return import(`data:text/javascript;base64,${Buffer.from(made.outputFiles[0].contents).toString('base64')}`);
}

const page = await load();
const H = 3600_000;
const NOW = '2022-03-21T15:00:00+07:00';
const said = (status, at, more = {}) => ({ status, occurred_at: at, stated_at: at, observed_at: at, agency: null, source: 's', superseded: false, ...more });
const hours = (spans) => spans.map((s) => [s.what, (s.to - s.from) / H]);
const name = (c) => c;

describe('the course of a dossier', { skip: page ? false : 'npm ci was not run in consumers/dashboard/page' }, () => {
  const received = '2022-03-01T08:00:00+07:00';
  const open = { received_at: received, due_at: '2022-03-10T08:00:00+07:00', ended_at: null, paused_at: null };

  it('is held by one agency after another, in the order of what happened', () => {
    const c = page.courseOf(open, [said('PROCESSING', '2022-03-03T08:00:00+07:00', { agency: 'B' }), said('RECEIVED', received, { agency: 'A' })], NOW);
    assert.deepEqual(hours(c.held), [
      ['A', 48],
      ['B', 18 * 24 + 7],
    ]);
  });

  it('has the pauses, from the request to what goes on', () => {
    const c = page.courseOf(
      open,
      [said('RECEIVED', received), said('SUPPLEMENT_REQUESTED', '2022-03-02T08:00:00+07:00'), said('PAYMENT_REQUESTED', '2022-03-02T10:00:00+07:00'), said('PROCESSING', '2022-03-02T15:00:00+07:00')],
      NOW,
    );
    assert.deepEqual(hours(c.pauses), [
      ['SUPPLEMENT_REQUESTED', 2],
      ['PAYMENT_REQUESTED', 5],
    ]);
  });

  it('leaves out what its source stated otherwise since, or took back; but not what was said again', () => {
    const gone = [
      said('SUPPLEMENT_REQUESTED', '2022-03-02T08:00:00+07:00', { superseded: true }),
      said('SUPPLEMENT_REQUESTED', '2022-03-04T08:00:00+07:00', { retracted_at: '2022-03-05T08:00:00+07:00' }),
    ];
    assert.deepEqual(page.courseOf(open, [said('RECEIVED', received), ...gone], NOW).pauses, []);
    const again = said('SUPPLEMENT_REQUESTED', '2022-03-04T08:00:00+07:00', { stated_at: '2022-03-06T08:00:00+07:00', retracted_at: '2022-03-05T08:00:00+07:00' });
    assert.equal(page.courseOf(open, [said('RECEIVED', received), again], NOW).pauses.length, 1);
  });

  it('takes a document by its occurrences', () => {
    const document = said('RESOLVED', '2022-03-12T08:00:00+07:00', {
      kind: 'DOCUMENT',
      occurrences: [
        { status: 'RECEIVED', occurred_at: received, agency: 'A' },
        { status: 'SUPPLEMENT_REQUESTED', occurred_at: '2022-03-02T08:00:00+07:00', agency: 'A' },
        { status: 'PROCESSING', occurred_at: '2022-03-04T08:00:00+07:00', agency: 'B' },
        { status: 'RESOLVED', occurred_at: '2022-03-12T08:00:00+07:00', agency: 'B' },
      ],
    });
    const c = page.courseOf({ ...open, ended_at: '2022-03-12T08:00:00+07:00', instant_class: 'LATE' }, [document], NOW);
    assert.deepEqual(hours(c.held), [
      ['A', 72],
      ['B', 8 * 24],
    ]);
    assert.deepEqual(hours(c.pauses), [['SUPPLEMENT_REQUESTED', 48]]);
  });

  it('is told in sentences: late or not by the class of the warehouse', () => {
    const tell = (d, s = []) => page.whySentences(d, page.courseOf(d, s, NOW), NOW, name).join(' ');
    assert.match(tell(open), /^Đang quá hạn: hẹn trả 10\/03\/2022 08:00, đến 21\/03\/2022 15:00 .* 11 ngày 7 giờ/);
    assert.match(tell({ ...open, ended_at: '2022-03-11T09:00:00+07:00', instant_class: 'LATE' }), /^Giải quyết trễ: .* 1 ngày 1 giờ/);
    assert.match(tell({ ...open, ended_at: '2022-03-09T09:00:00+07:00', instant_class: 'IN_TIME' }), /^Không trễ/);
    assert.match(tell({ ...open, paused_at: '2022-03-09T09:00:00+07:00' }), /^Đang tạm dừng từ 09\/03\/2022 09:00/);
    assert.match(tell({ ...open, due_at: null }), /không nêu hẹn trả/);
    assert.match(tell({ ...open, received_at: null }), /^Chưa được tiếp nhận/);
    assert.match(tell({ ...open, first_due_at: '2022-03-08T08:00:00+07:00' }), /08\/03\/2022 08:00 đã đổi thành 10\/03\/2022 08:00/);
    assert.match(tell(open, [said('RECEIVED', received, { agency: 'A' })]), /20 ngày 7 giờ ở A/);
  });
});

describe('figures', { skip: page ? false : 'npm ci was not run in consumers/dashboard/page' }, () => {
  it('are rounded half up in whole numbers, and 0/0 is no rate', () => {
    assert.equal(page.rate(824750, 838838), '98,32 %');
    assert.equal(page.rate(1, 800), '0,13 %'); // 0.125
    assert.equal(page.rate(1, 80000), '0,00 %');
    assert.equal(page.rate(0, 0), page.DASH);
    assert.equal(page.rate(2, 3), '66,67 %');
    assert.equal(page.share(277176, 838838), '277.176 / 838.838');
  });

  it('of time: working days have 8 hours, days of the calendar 24', () => {
    assert.equal(page.worked(480), '1 ngày');
    assert.equal(page.worked(990), '2 ngày');
    assert.equal(page.worked(90), '1 giờ 30 phút');
    assert.equal(page.worked(-60), '−1 giờ');
    assert.equal(page.elapsed(25 * H), '1 ngày 1 giờ');
  });

  it('of instants are in the zone of the warehouse, of periods in words', () => {
    assert.equal(page.instant('2022-03-10T17:30:00Z'), '11/03/2022 00:30');
    assert.equal(page.day('2022-03-10'), '10/03/2022');
    assert.equal(page.periodName('CAL:2022-Q1'), 'Quý I năm 2022');
    assert.equal(page.periodName('ND09:2022-03'), 'Tháng 3 năm 2022, kỳ 15-14');
  });
});
