// SPDX-License-Identifier: Apache-2.0
//
// late.tsx - each dossier that was resolved late in the period, or is overdue now.
import type { Row } from '../base/api';
import { code, DASH, instant, t, worked } from '../base/lang';
import { useAsk, usePopulation, useSession } from '../base/use';
import { dossierPath } from '../parts/alerts';
import { Badge, counted, Provenance } from '../parts/figure';
import { AgencyChoice, Choice, Downloads, Entry, Filters, PAGE, Pager, PeriodChoice, usePeriod } from '../parts/filters';
import { Grid, type Column } from '../parts/grid';
import { Answer } from '../parts/state';
import { withParams } from '../base/route';
import type { ViewProps } from './all';

export const text = (row: Row, name: string): string => (row[name] === null || row[name] === undefined ? '' : String(row[name]));
export const number = (row: Row, name: string): number | null => (typeof row[name] === 'number' ? (row[name] as number) : null);

export const dossierColumn: Column<Row> = {
  key: 'dossier',
  title: '',
  head: true,
  show: (r) => <a href={dossierPath(text(r, 'dossier'))}>{text(r, 'dossier')}</a>,
};
export const agencyColumn: Column<Row> = {
  key: 'agency',
  title: '',
  show: (r) => <span title={text(r, 'agency')}>{text(r, 'agency_name') || text(r, 'agency') || DASH}</span>,
};

function Fields({ value, period }: { value: string; period: string | null }) {
  const asked = useAsk<Row[]>(period === null ? null : 'report/form06', { period, by: 'field' });
  const known = new Map<string, string>();
  for (const r of asked.data ?? []) if (text(r, 'field')) known.set(text(r, 'field'), text(r, 'field_name') || text(r, 'field'));
  if (value && !known.has(value)) known.set(value, value);
  const options = [...known].sort((a, b) => a[1].localeCompare(b[1], 'vi'));
  return <Choice name="field" label={t('field')} value={value} options={[['', t('all_fields')], ...options]} />;
}

// What a server did not narrow by is narrowed here: over the rows of this page.
function wanted(r: Row, params: URLSearchParams): boolean {
  const state = params.get('state');
  const procedure = params.get('procedure');
  const days = Number(params.get('min_days')) || 0;
  return (
    (!state || r.state === state) &&
    (!procedure || text(r, 'procedure') === procedure || text(r, 'procedure').startsWith(`${procedure}.`)) &&
    (number(r, 'late_minutes') ?? 0) >= days * 480
  );
}

export function Late({ params }: ViewProps) {
  const session = useSession();
  const period = usePeriod(params.get('period'));
  const population = usePopulation('late');
  const get = (name: string): string => params.get(name) ?? '';
  const offset = Number(get('offset')) || 0;
  const asks = { period, agency: get('agency'), field: get('field'), procedure: get('procedure'), state: get('state'), min_days: get('min_days') };
  const asked = useAsk<Row[]>(period === null ? null : 'report/late', { ...asks, limit: PAGE + 1, offset });
  const columns: Column<Row>[] = [
    { ...dossierColumn, title: t('dossier') },
    { ...agencyColumn, title: t('agency') },
    { key: 'procedure', title: t('procedure'), show: (r) => text(r, 'procedure') || DASH },
    { key: 'state', title: t('state'), show: (r) => <Badge value={r.state} /> },
    { key: 'received', title: t('s_received'), show: (r) => instant(text(r, 'received_at')) },
    { key: 'due', title: t('due'), show: (r) => instant(text(r, 'due_at')) },
    { key: 'ended', title: t('ended'), show: (r) => (text(r, 'ended_at') ? instant(text(r, 'ended_at')) : t('not_yet')) },
    { key: 'late', title: t('late_by'), number: true, show: (r) => <b>{worked(number(r, 'late_minutes'))}</b> },
  ];
  return (
    <>
      <Filters>
        <PeriodChoice value={period ?? ''} />
        <AgencyChoice value={get('agency')} />
        <Fields value={get('field')} period={period} />
        <Entry name="procedure" label={t('procedure')} value={get('procedure')} hint={t('procedure_hint')} />
        <Choice
          name="state"
          label={t('state')}
          value={get('state')}
          options={[
            ['', t('any_state')],
            ['OVERDUE', code('OVERDUE')],
            ['RESOLVED_LATE', code('RESOLVED_LATE')],
          ]}
        />
        <Entry name="min_days" label={t('days_late')} value={get('min_days')} type="number" />
        <a class="clear" href={withParams({ period: null, agency: null, field: null, procedure: null, state: null, min_days: null })}>
          {t('clear')}
        </a>
      </Filters>
      <Downloads name="late" params={asks} />
      <Answer asked={asked}>
        {(rows) => (
          <>
            <Grid caption={t('p_late')} quiet stack columns={columns} rows={rows.slice(0, PAGE).filter((r) => wanted(r, params))} name={(r) => text(r, 'dossier')} />
            <Pager offset={offset} got={rows.length} />
            <Provenance counted={counted(rows[0], population, session)} note={t('late_note')} />
          </>
        )}
      </Answer>
    </>
  );
}
