// SPDX-License-Identifier: Apache-2.0
//
// index766.tsx - index 766 by two readings of its rules, with the difference of each item.
import type { Row } from '../base/api';
import { code, count, DASH, decimal, language, t } from '../base/lang';
import { useAsk, usePopulation, useSession } from '../base/use';
import { counted, Provenance, Tip } from '../parts/figure';
import { Choice, Downloads, Filters, PeriodChoice, usePeriod } from '../parts/filters';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';
import { number, text } from './late';

// Lines below the total, which are parts of it.
const PARTS = ['OF_NOTHING', 'INHERITED', 'NOT_MEANT', 'UNKNOWN'];

function Version({ row, prefix }: { row: Row; prefix: string }) {
  const at = (name: string): number | null => number(row, prefix + name);
  const days = prefix === '' ? number(row, 'days') : null;
  const parts = at('numerator') === null && at('denominator') === null ? '' : `${count(at('numerator'))} / ${count(at('denominator'))}`;
  return (
    <>
      <td class="how">{code(row[`${prefix}how`])}</td>
      <td class="n">
        {days !== null ? t('u_day', { n: decimal(days) }) : at('percent') === null ? '' : `${decimal(at('percent'))} %`}
        {parts ? <span class="parts line">{parts}</span> : null}
      </td>
      <td class="n score">
        <b>{at('score') === null ? (at('most') === null ? '' : DASH) : decimal(at('score'))}</b>
        {at('most') === null ? null : <span class="parts"> / {decimal(at('most'))}</span>}
      </td>
    </>
  );
}

// R and N are explained below the table.
const of = (row: Row): string => (text(row, 'counted_of').length > 1 ? code(`OF_${text(row, 'counted_of')}`) : text(row, 'counted_of'));

function rowClass(row: Row): string {
  const item = text(row, 'item');
  if (item === 'TOTAL') return 'sum total';
  if (item.startsWith('GROUP_')) return 'sum';
  if (PARTS.includes(item)) return 'part';
  return ['INHERITED', 'NOT_MEANT'].includes(text(row, 'how')) && ['INHERITED', 'NOT_MEANT', ''].includes(text(row, 'other_how')) ? 'faint' : '';
}

function Table({ rows }: { rows: Row[] }) {
  const first = rows[0] ?? {};
  const two = text(first, 'other_version') !== '';
  const total = rows.find((r) => text(r, 'item') === 'TOTAL');
  const titles = [t('i_how'), t('i_percent'), t('i_score')];
  return (
    <>
      {total ? (
        <p class="lead">
          {t('i_total')}: <b>{decimal(number(total, 'score'))}</b> / {decimal(number(total, 'most'))} <span class="soft">({versionName(text(first, 'version'))})</span>
          {two ? (
            <>
              {'; '}
              <b>{decimal(number(total, 'other_score'))}</b> / {decimal(number(total, 'other_most'))}{' '}
              <span class="soft">({versionName(text(first, 'other_version'))})</span>
            </>
          ) : null}
          {number(total, 'rank') && (number(total, 'ranked') ?? 0) > 1 ? `; ${t('i_rank', { a: count(number(total, 'rank')), b: count(number(total, 'ranked')) })}` : ''}
        </p>
      ) : null}
      <div class="scroll" role="region" aria-label={t('p_index766')} tabIndex={0}>
        <table class="paper index">
          <caption class="unseen">{t('p_index766')}</caption>
          <thead>
            <tr>
              <th scope="col" rowSpan={2}>
                {t('f_no')}
              </th>
              <th scope="col" rowSpan={2}>
                {t('i_item')}
              </th>
              <th scope="col" rowSpan={2}>
                {t('i_of')}
              </th>
              <th scope="colgroup" colSpan={3}>
                {t('i_version', { v: versionName(text(first, 'version')) })}
              </th>
              {two ? (
                <>
                  <th scope="colgroup" colSpan={3}>
                    {t('i_version', { v: versionName(text(first, 'other_version')) })}
                  </th>
                  <th scope="col" rowSpan={2}>
                    {t('i_diff')}
                  </th>
                </>
              ) : null}
            </tr>
            <tr>
              {[...titles, ...(two ? titles : [])].map((title, i) => (
                <th key={i} scope="col">
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map((r, i) => (
              <tr key={i} class={rowClass(r)}>
                <td class="c">{text(r, 'number')}</td>
                <th scope="row" title={text(r, 'item')}>
                  {text(r, 'name')}
                  {text(r, 'remark') ? <span class="remark">{text(r, 'remark')}</span> : null}
                </th>
                <td>{of(r)}</td>
                <Version row={r} prefix="" />
                {two ? (
                  <>
                    <Version row={r} prefix="other_" />
                    <td class={`n ${number(r, 'difference') ? 'differs' : ''}`}>
                      {number(r, 'difference') === null ? '' : signed(number(r, 'difference') as number)}
                    </td>
                  </>
                ) : null}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

// A reading of the rules, with the name that --version of the report takes.
const versionName = (version: string): string => (code(version) === version ? version : `${code(version)}, ${version}`);

const signed = (n: number): string => (n > 0 ? `+${decimal(n)}` : n < 0 ? `−${decimal(-n)}` : decimal(0));

export function Index766({ params }: ViewProps) {
  const session = useSession();
  const period = usePeriod(params.get('period'), true);
  const population = usePopulation('index766');
  const unit = params.get('unit') ?? '';
  const by = params.get('by') ?? '';
  const asks = { period, by: by || (unit ? 'unit' : ''), lang: language() };
  const asked = useAsk<Row[]>(period === null ? null : 'report/index766', asks);
  return (
    <>
      <Answer asked={asked}>
        {(rows) => {
          const units = new Map<string, string>();
          for (const r of rows) if (text(r, 'unit')) units.set(text(r, 'unit'), text(r, 'unit_name') || text(r, 'unit'));
          const shown = unit && units.has(unit) ? unit : ([...units.keys()][0] ?? '');
          return (
            <>
              <Filters>
                <PeriodChoice value={period ?? ''} />
                <Choice
                  name="by"
                  label={t('p_units')}
                  value={asks.by}
                  options={[
                    ['', t('whole')],
                    ['unit', t('each_unit')],
                  ]}
                />
                {units.size > 1 ? <Choice name="unit" label={t('unit')} value={shown} options={[...units].map(([c, n]) => [c, n === c ? c : `${n} (${c})`] as const)} /> : null}
              </Filters>
              <Downloads name="index766" params={asks} />
              <p class="subject">
                {units.get(shown)} {shown && units.get(shown) !== shown ? `(${shown})` : ''}
                <Tip counted={counted(rows[0], population, session)} about={t('p_index766')} />
              </p>
              <Table rows={rows.filter((r) => !text(r, 'unit') || text(r, 'unit') === shown)} />
              <Provenance counted={counted(rows[0], population, session)} note={`${t('internal')} ${t('i_note')}`} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
