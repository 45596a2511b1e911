// SPDX-License-Identifier: Apache-2.0
//
// late.tsx - each dossier that was resolved late in the period, or is overdue now.
import { useState } from 'preact/hooks';
import type { Row } from '../base/api';
import { code, DASH, instant, t, worked } from '../base/lang';
import { withParams } from '../base/route';
import { useAsk } from '../base/use';
import { dossierPath } from '../parts/alerts';
import { Badge } from '../parts/figure';
import { AgencyChoice, Choice, Entry, Filters, PeriodChoice, usePeriod } from '../parts/filters';
import type { Column } from '../parts/grid';
import { List } from '../parts/list';
import type { ViewProps } from './all';

export const text = (row: Row, name: string): string => (row[name] === null || row[name] === undefined ? '' : String(row[name]));
export const number = (row: Row, name: string): number | null => (typeof row[name] === 'number' ? (row[name] as number) : null);

export const dossierColumn: Column<Row> = {
  key: 'dossier',
  title: '',
  head: true,
  show: (r) => (
    <a class="code" href={dossierPath(text(r, 'dossier'))}>
      {text(r, 'dossier')}
    </a>
  ),
};
export const agencyColumn: Column<Row> = {
  key: 'agency',
  title: '',
  show: (r) => <span title={text(r, 'agency')}>{text(r, 'agency_name') || text(r, 'agency') || DASH}</span>,
};

// 1.004873 is also for 1.004873.000.00.00.H15.
export const isProcedure = (row: Row, procedure: string): boolean =>
  text(row, 'procedure') === procedure || text(row, 'procedure').startsWith(`${procedure}.`);

interface FieldsOf {
  names: [string, string][];
  of: Map<string, string>; // procedure to field
}

// The list has no field, form 06 of the same period tells which procedure is of which. By procedure it is read from
// the dossiers, which takes its time: so it is asked for once somebody comes to that filter.
function useFields(period: string | null, needed: boolean): FieldsOf {
  const asked = useAsk<Row[]>(period === null || !needed ? null : 'report/form06', { period, by: 'field,procedure' });
  const names = new Map<string, string>();
  const of = new Map<string, string>();
  for (const r of asked.data ?? []) {
    const field = text(r, 'field');
    if (!field) continue;
    names.set(field, text(r, 'field_name') || field);
    if (text(r, 'procedure')) of.set(text(r, 'procedure'), field);
  }
  return { names: [...names].sort((a, b) => a[1].localeCompare(b[1], 'vi')), of };
}

function columns(): Column<Row>[] {
  return [
    { ...dossierColumn, title: t('dossier') },
    { ...agencyColumn, title: t('agency') },
    { key: 'procedure', title: t('procedure'), show: (r) => text(r, 'procedure') || DASH },
    { key: 'state', title: t('state'), show: (r) => <Badge value={r.state} /> },
    { key: 'received', title: t('s_received'), show: (r) => instant(text(r, 'received_at')) },
    { key: 'due', title: t('due'), show: (r) => instant(text(r, 'due_at')) },
    { key: 'ended', title: t('ended'), show: (r) => (text(r, 'ended_at') ? instant(text(r, 'ended_at')) : t('not_yet')) },
    { key: 'late', title: t('late_by'), number: true, show: (r) => <b>{worked(number(r, 'late_minutes'))}</b> },
  ];
}

export function Late({ params }: ViewProps) {
  const period = usePeriod(params.get('period'));
  const [byField, setByField] = useState(false);
  const get = (name: string): string => params.get(name) ?? '';
  const fields = useFields(period, byField || get('field') !== '');
  const fieldNames: [string, string][] =
    get('field') && !fields.names.some(([f]) => f === get('field')) ? [[get('field'), get('field')], ...fields.names] : fields.names;
  const days = Number(get('min_days')) || 0;
  const narrowed = get('field') || get('procedure') || get('state') || days;
  const wanted = (r: Row): boolean =>
    (!get('state') || r.state === get('state')) &&
    (!get('procedure') || isProcedure(r, get('procedure'))) &&
    (!get('field') || fields.of.get(text(r, 'procedure')) === get('field')) &&
    (number(r, 'late_minutes') ?? 0) >= days * 480;
  return (
    <>
      <Filters>
        <PeriodChoice value={period ?? ''} />
        <AgencyChoice value={get('agency')} />
        <Choice name="field" label={t('field')} value={get('field')} options={[['', t('all_fields')], ...fieldNames]} onFocus={() => setByField(true)} />
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
        <Choice
          name="class"
          label={t('late_judged')}
          value={get('class')}
          options={[
            ['', t('by_day')],
            ['instant', t('by_instant')],
          ]}
        />
        <a
          class="clear"
          href={withParams({ period: null, agency: null, field: null, procedure: null, state: null, min_days: null, class: null })}
        >
          {t('clear')}
        </a>
      </Filters>
      <List
        name="late"
        asks={period === null ? null : { period, agency: get('agency'), class: get('class') }}
        wanted={narrowed ? wanted : null}
        offset={Number(get('offset')) || 0}
        caption={t('p_late')}
        note={t('late_note')}
        columns={columns()}
        row={(r) => text(r, 'dossier')}
      />
    </>
  );
}
