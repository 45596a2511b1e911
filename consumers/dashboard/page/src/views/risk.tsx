// SPDX-License-Identifier: Apache-2.0
//
// risk.tsx - dossiers in process that are not overdue, the most likely to be late first.
import type { Row } from '../base/api';
import { code, count, DASH, decimal, instant, localDay, t, worked } from '../base/lang';
import { withParams } from '../base/route';
import { useAsk, usePopulation, useSession } from '../base/use';
import { counted, Provenance } from '../parts/figure';
import { AgencyChoice, Choice, Downloads, Entry, Filters, PAGE, Pager, PeriodChoice, useSpan } from '../parts/filters';
import { Grid, type Column } from '../parts/grid';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';
import { agencyColumn, dossierColumn, number, text } from './late';

// The local day so many days after that of an instant.
function dayAfter(now: string, days: number): string {
  const at = new Date(`${localDay(now)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

// "0": due today; "3": due from tomorrow to in three days.
function dueRange(due: string, now: string): { due_from: string; due_to: string } | null {
  if (due === '0') return { due_from: dayAfter(now, 0), due_to: dayAfter(now, 0) };
  if (due === '3') return { due_from: dayAfter(now, 1), due_to: dayAfter(now, 3) };
  return null;
}

function wanted(r: Row, procedure: string, range: { due_from: string; due_to: string } | null): boolean {
  const due = text(r, 'due_at') ? localDay(text(r, 'due_at')) : '';
  return (
    (!procedure || text(r, 'procedure') === procedure || text(r, 'procedure').startsWith(`${procedure}.`)) &&
    (!range || (due >= range.due_from && due <= range.due_to))
  );
}

export function Risk({ params }: ViewProps) {
  const session = useSession();
  const span = useSpan(params.get('period'));
  const population = usePopulation('foresight');
  const get = (name: string): string => params.get(name) ?? '';
  const offset = Number(get('offset')) || 0;
  const range = dueRange(get('due'), session.now);
  const asks = { ...span, agency: get('agency'), procedure: get('procedure'), ...range };
  const asked = useAsk<Row[]>(span === null ? null : 'report/foresight', { ...asks, limit: PAGE + 1, offset });
  const columns: Column<Row>[] = [
    { ...dossierColumn, title: t('dossier') },
    { ...agencyColumn, title: t('agency') },
    { key: 'procedure', title: t('procedure'), show: (r) => text(r, 'procedure') || DASH },
    { key: 'received', title: t('s_received'), show: (r) => instant(text(r, 'received_at')) },
    { key: 'due', title: t('due'), show: (r) => instant(text(r, 'due_at')) },
    { key: 'elapsed', title: t('elapsed'), number: true, show: (r) => worked(number(r, 'elapsed_minutes')) },
    { key: 'left', title: t('left'), number: true, show: (r) => worked(number(r, 'left_minutes')) },
    {
      key: 'chance',
      title: t('chance'),
      number: true,
      show: (r) =>
        number(r, 'chance') === null ? (
          <span class="soft">{t('unknown_w')}</span>
        ) : (
          <span class="rate">
            <b>{decimal(number(r, 'chance'))} %</b>{' '}
            <span class="parts">
              {count(number(r, 'alike_late'))} / {count(number(r, 'alike'))}
            </span>
          </span>
        ),
    },
    { key: 'by', title: t('alike_by'), show: (r) => code(r.alike_by) || DASH },
  ];
  return (
    <>
      <Filters>
        <PeriodChoice value={get('period')} any />
        <AgencyChoice value={get('agency')} />
        <Entry name="procedure" label={t('procedure')} value={get('procedure')} hint={t('procedure_hint')} />
        <Choice
          name="due"
          label={t('due_within')}
          value={get('due')}
          options={[
            ['', t('any_due')],
            ['0', t('due_today_f')],
            ['3', t('due_3_f')],
          ]}
        />
        <a class="clear" href={withParams({ period: null, agency: null, procedure: null, due: null })}>
          {t('clear')}
        </a>
      </Filters>
      <Downloads name="foresight" params={asks} />
      <Answer asked={asked}>
        {(rows) => (
          <>
            <Grid caption={t('p_risk')} quiet stack columns={columns} rows={rows.slice(0, PAGE).filter((r) => wanted(r, get('procedure'), range))} name={(r) => text(r, 'dossier')} />
            <Pager offset={offset} got={rows.length} />
            <Provenance counted={counted(rows[0], population, session)} note={t('risk_note')} />
          </>
        )}
      </Answer>
    </>
  );
}
