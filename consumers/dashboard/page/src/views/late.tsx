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
  show: (r) => (
    <span class="agency" title={text(r, 'agency')}>
      {text(r, 'agency_name') || text(r, 'agency') || DASH}
    </span>
  ),
};

// The fields that have dossiers in the period. They are asked for once somebody comes to that filter.
function useFields(period: string | null, needed: boolean): [string, string][] {
  const asked = useAsk<Row[]>(period === null || !needed ? null : 'report/form06', { period, by: 'field' });
  const names = new Map<string, string>();
  for (const r of asked.data ?? []) if (text(r, 'field')) names.set(text(r, 'field'), text(r, 'field_name') || code(r.field));
  return [...names].sort((x, y) => x[1].localeCompare(y[1], 'vi'));
}

export function FieldChoice({ period, value }: { period: string | null; value: string }) {
  const [wanted, want] = useState(false);
  const names = useFields(period, wanted || value !== '');
  const all: [string, string][] = value && !names.some(([f]) => f === value) ? [[value, value], ...names] : names;
  return <Choice name="field" label={t('field')} value={value} options={[['', t('all_fields')], ...all]} onFocus={() => want(true)} />;
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
  const get = (name: string): string => params.get(name) ?? '';
  return (
    <>
      <Filters>
        <PeriodChoice value={period ?? ''} />
        <AgencyChoice value={get('agency')} />
        <FieldChoice period={period} value={get('field')} />
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
        <Choice
          name="order"
          label={t('order')}
          value={get('order')}
          options={[
            ['', t('order_agency')],
            ['late', t('order_late')],
          ]}
        />
        <a
          class="clear"
          href={withParams({ period: null, agency: null, field: null, procedure: null, state: null, min_days: null, class: null, order: null })}
        >
          {t('clear')}
        </a>
      </Filters>
      <List
        name="late"
        asks={
          period === null
            ? null
            : {
                period,
                agency: get('agency'),
                class: get('class'),
                field: get('field'),
                procedure: get('procedure'),
                state: get('state'),
                order: get('order'),
                min_days: Number(get('min_days')) > 0 ? get('min_days') : '',
              }
        }
        offset={Number(get('offset')) || 0}
        caption={t('p_late')}
        note={t('late_note')}
        columns={columns()}
        row={(r) => text(r, 'dossier')}
      />
    </>
  );
}
