// SPDX-License-Identifier: Apache-2.0
//
// form06.tsx - form 06 as it is printed: thirteen columns under a head of three storeys, by level and field. As
// the official form counts, (5) and (7) hold dossiers that citizens withdrew; below stand those that it has no
// column for.
import type { ComponentChildren } from 'preact';
import type { Row } from '../base/api';
import { code, count, day, periodName, t } from '../base/lang';
import type { Word } from '../base/words';
import { useAgencies, useAsk, usePopulation, useSession } from '../base/use';
import { counted, Provenance, Rate } from '../parts/figure';
import { AgencyChoice, agencyLabel, Downloads, Filters, PeriodChoice, usePeriod } from '../parts/filters';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';
import { number, text } from './late';

const FIGURES = ['total', 'received_online', 'received_direct_postal', 'carried_over', 'official_resolved', 'resolved_early', 'official_on_time', 'resolved_overdue', 'in_process', 'in_time', 'overdue'];
const NUMBERS = ['(1)=(2)+(3)+(4)', '(2)', '(3)', '(4)', '(5)=(6)+(7)+(8)', '(6)', '(7)', '(8)', '(9)=(10)+(11)', '(10)', '(11)'];
const NOTES: [string, Word][] = [
  ['withdrawn', 'n_withdrawn'],
  ['resolved_no_due', 'n_resolved_no_due'],
  ['no_due', 'n_no_due'],
  ['paused', 'n_paused'],
  ['refused', 'n_refused'],
  ['stopped', 'n_stopped'],
  ['transferred_in', 'n_transferred_in'],
  ['reopened', 'n_reopened'],
  ['transferred_out', 'n_transferred_out'],
];
const ROMAN = ['I', 'II', 'III', 'IV', 'V', 'VI'];

const of = (row: Row, name: string): number => number(row, name) ?? 0;
// official_on_time is (6) + (7).
const figures = (row: Row): number[] => FIGURES.map((n) => of(row, n) - (n === 'official_on_time' ? of(row, 'resolved_early') : 0));

interface Line {
  number: string;
  label: string;
  row: Row;
  sum: boolean;
}

// The sum of a level stands above its fields, the total last; the first row of a level is its sum.
function lines(rows: Row[]): Line[] {
  const out: Line[] = [];
  let level: string | null = null;
  let levels = 0;
  let fields = 0;
  rows.forEach((row, i) => {
    const own = text(row, 'level');
    if (own === '' && i === rows.length - 1) out.push({ number: '', label: t('f_sum'), row, sum: true });
    else if (own !== level) {
      level = own;
      fields = 0;
      out.push({ number: ROMAN[levels++] ?? String(levels), label: code(own) || t('unknown_w'), row, sum: true });
    } else {
      const field = text(row, 'field');
      const label = text(row, 'field_name') || (field === '' || field === 'UNKNOWN' ? t('f_unknown') : field);
      out.push({ number: String(++fields), label, row, sum: false });
    }
  });
  return out;
}

function Head() {
  return (
    <thead>
      <tr>
        <th scope="col" rowSpan={3}>
          {t('f_no')}
        </th>
        <th scope="col" rowSpan={3}>
          {t('f_field')}
        </th>
        <th scope="colgroup" colSpan={4}>
          {t('f_received')}
        </th>
        <th scope="colgroup" colSpan={4}>
          {t('f_resolved')}
        </th>
        <th scope="colgroup" colSpan={3}>
          {t('f_open')}
        </th>
      </tr>
      <tr>
        <th scope="col" rowSpan={2}>
          {t('f_total')}
        </th>
        <th scope="colgroup" colSpan={2}>
          {t('f_in_period')}
        </th>
        <th scope="col" rowSpan={2}>
          {t('f_carried')}
        </th>
        {(['f_total', 'f_early', 'f_on_time', 'f_overdue', 'f_total', 'f_in_time', 'f_overdue'] as Word[]).map((w, i) => (
          <th key={i} scope="col" rowSpan={2}>
            {t(w)}
          </th>
        ))}
      </tr>
      <tr>
        <th scope="col">{t('f_online')}</th>
        <th scope="col">{t('f_direct')}</th>
      </tr>
      <tr class="numbers">
        <td />
        <td />
        {NUMBERS.map((n) => (
          <td key={n}>{n}</td>
        ))}
      </tr>
    </thead>
  );
}

function Notes({ total, rows }: { total: Row; rows: Row[] }) {
  const broken = [...new Set(rows.map((r) => text(r, 'broken')).filter(Boolean))];
  const moved = ['transferred_in', 'transferred_out', 'refused', 'stopped', 'reopened'].some((n) => of(total, n));
  return (
    <ul class="notes">
      <li>
        {t('f_rate')}: <Rate n={number(total, 'resolved_in_time')} d={number(total, 'judged')} />
      </li>
      {NOTES.filter(([n]) => of(total, n)).map(([n, w]) => (
        <li key={n}>
          {t(w)}: {count(of(total, n))}
        </li>
      ))}
      {moved ? <li>{t('n_balance')}</li> : null}
      <li class={broken.length ? 'problem' : ''}>{broken.length ? `${t('n_broken')}: ${broken.join('; ')}` : t('n_all_hold')}</li>
    </ul>
  );
}

function Paper({ rows, unit, period, children }: { rows: Row[]; unit: string; period: string; children: ComponentChildren }) {
  const list = lines(rows);
  const total = list[list.length - 1];
  return (
    <>
      <div class="letterhead">
        <p>{t('form_no')}</p>
        <p>
          {t('form_unit')}: {unit || '................................'}
          <br />
          {t('form_to')}: ................................
        </p>
      </div>
      <h2 class="form-title">{t('form_title')}</h2>
      <p class="centre">{period ? t('form_period', { name: periodName(period), a: day(text(rows[0] as Row, 'first_day')), b: day(text(rows[0] as Row, 'last_day')) }) : ''}</p>
      <p class="counted-in">{t('form_counted')}</p>
      <div class="scroll" role="region" aria-label={t('form_title')} tabIndex={0}>
        <table class="paper">
          <caption class="unseen">{t('form_title')}</caption>
          <Head />
          <tbody>
            {list.map((line, i) => (
              <tr key={i} class={line.sum ? 'sum' : ''}>
                <td class="c">{line.number}</td>
                <th scope="row">{line.label}</th>
                {figures(line.row).map((n, k) => (
                  <td key={k} class="n">
                    {count(n)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {total ? <Notes total={total.row} rows={rows} /> : null}
      {children}
      <div class="signatures">
        <p>
          <b>{t('form_maker')}</b>
          <i>{t('form_maker_hint')}</i>
        </p>
        <p>
          <i>{t('form_place')}</i>
          <b>{t('form_head')}</b>
          <i>{t('form_head_hint')}</i>
        </p>
      </div>
    </>
  );
}

export function Form06({ params }: ViewProps) {
  const session = useSession();
  const agencies = useAgencies();
  const period = usePeriod(params.get('period'), true);
  const population = usePopulation('form06');
  const agency = params.get('agency') ?? '';
  const asks = { period, agency, by: 'level,field' };
  const asked = useAsk<Row[]>(period === null ? null : 'report/form06', asks);
  const known = agencies.find((a) => a.code === agency);
  return (
    <>
      <Filters quiet>
        <PeriodChoice value={period ?? ''} />
        <AgencyChoice value={agency} />
      </Filters>
      <Downloads name="form06" params={asks} official />
      <Answer asked={asked}>
        {(rows) =>
          rows.length ? (
            <Paper rows={rows} unit={known ? agencyLabel(known) : agency} period={period ?? ''}>
              <Provenance counted={counted(rows[0], population, session)} />
            </Paper>
          ) : (
            <p class="none">{t('nothing')}</p>
          )
        }
      </Answer>
    </>
  );
}
