// SPDX-License-Identifier: Apache-2.0
//
// risk.tsx - dossiers in process that are not overdue, the most likely to be late first.
import type { Row } from '../base/api';
import { code, count, DASH, decimal, instant, localDay, t, worked } from '../base/lang';
import { withParams } from '../base/route';
import { useSession } from '../base/use';
import { Badge } from '../parts/figure';
import { AgencyChoice, Choice, Entry, Filters, PeriodChoice, usePeriod, useSpan } from '../parts/filters';
import type { Column } from '../parts/grid';
import { List } from '../parts/list';
import type { ViewProps } from './all';
import { agencyColumn, dossierColumn, FieldChoice, number, text } from './late';

// The local day so many days after that of an instant.
function dayAfter(now: string, days: number): string {
  const at = new Date(`${localDay(now)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

// "0": due today; "3": due from tomorrow to in three days.
function dueRange(due: string, now: string): [string, string] | null {
  if (due === '0') return [dayAfter(now, 0), dayAfter(now, 0)];
  if (due === '3') return [dayAfter(now, 1), dayAfter(now, 3)];
  return null;
}

function Chance({ row }: { row: Row }) {
  if (number(row, 'chance') === null) return <span class="soft">{t('unknown_w')}</span>;
  const alike = number(row, 'alike'); // 0: nobody of the group took so long, and wider groups tell
  return (
    <span class="rate">
      <b>{decimal(number(row, 'chance'))} %</b>{' '}
      {alike === null ? null : <span class="parts line">{alike ? `≈ ${count(number(row, 'alike_late'))} / ${count(alike)}` : t('alike_wider')}</span>}
      <span class="parts line">{code(row.alike_by)}</span>
    </span>
  );
}

function dueShown(r: Row) {
  return (
    <>
      {instant(text(r, 'due_at'))} {text(r, 'paused_at') ? <Badge value="PAUSED" /> : null}
    </>
  );
}

function columns(): Column<Row>[] {
  return [
    { ...dossierColumn, title: t('dossier') },
    { ...agencyColumn, title: t('agency') },
    { key: 'procedure', title: t('procedure'), show: (r) => text(r, 'procedure') || DASH },
    { key: 'received', title: t('s_received'), show: (r) => instant(text(r, 'received_at')) },
    { key: 'due', title: t('due'), show: dueShown },
    { key: 'elapsed', title: t('elapsed'), number: true, show: (r) => worked(number(r, 'elapsed_minutes')) },
    { key: 'left', title: t('left'), number: true, show: (r) => worked(number(r, 'left_minutes')) },
    { key: 'chance', title: `${t('chance')}, ${t('alike_by').toLowerCase()}`, number: true, show: (r) => <Chance row={r} /> },
  ];
}

export function Risk({ params }: ViewProps) {
  const session = useSession();
  const span = useSpan(params.get('period'));
  const get = (name: string): string => params.get(name) ?? '';
  const newest = usePeriod(null);
  const range = dueRange(get('due'), session.now);
  return (
    <>
      <Filters>
        <PeriodChoice value={get('period')} any label={t('received_in')} />
        <AgencyChoice value={get('agency')} />
        <FieldChoice period={get('period') || newest} value={get('field')} />
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
        <Choice
          name="state"
          label={t('state')}
          value={get('state')}
          options={[
            ['', t('any_state')],
            ['RUNNING', t('running')],
            ['PAUSED', code('PAUSED')],
          ]}
        />
        <a class="clear" href={withParams({ period: null, agency: null, field: null, procedure: null, due: null, state: null })}>
          {t('clear')}
        </a>
      </Filters>
      <List
        name="foresight"
        asks={
          span === null
            ? null
            : { ...span, agency: get('agency'), field: get('field'), procedure: get('procedure'), state: get('state'), due_from: range?.[0], due_to: range?.[1] }
        }
        offset={Number(get('offset')) || 0}
        caption={t('p_risk')}
        note={t('risk_note')}
        columns={columns()}
        row={(r) => text(r, 'dossier')}
      />
    </>
  );
}
