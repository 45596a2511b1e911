// SPDX-License-Identifier: Apache-2.0
//
// risk.tsx - dossiers in process that are not overdue, the most likely to be late first.
import type { Row } from '../base/api';
import { code, count, DASH, decimal, instant, localDay, t, worked } from '../base/lang';
import { withParams } from '../base/route';
import { useSession } from '../base/use';
import { AgencyChoice, Choice, Entry, Filters, PeriodChoice, useSpan } from '../parts/filters';
import type { Column } from '../parts/grid';
import { List } from '../parts/list';
import type { ViewProps } from './all';
import { agencyColumn, dossierColumn, isProcedure, number, text } from './late';

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
  return (
    <span class="rate">
      <b>{decimal(number(row, 'chance'))} %</b>{' '}
      <span class="parts">
        ≈ {count(number(row, 'alike_late'))} / {count(number(row, 'alike'))}
      </span>
    </span>
  );
}

function columns(): Column<Row>[] {
  return [
    { ...dossierColumn, title: t('dossier') },
    { ...agencyColumn, title: t('agency') },
    { key: 'procedure', title: t('procedure'), show: (r) => text(r, 'procedure') || DASH },
    { key: 'received', title: t('s_received'), show: (r) => instant(text(r, 'received_at')) },
    { key: 'due', title: t('due'), show: (r) => instant(text(r, 'due_at')) },
    { key: 'elapsed', title: t('elapsed'), number: true, show: (r) => worked(number(r, 'elapsed_minutes')) },
    { key: 'left', title: t('left'), number: true, show: (r) => worked(number(r, 'left_minutes')) },
    { key: 'chance', title: t('chance'), number: true, show: (r) => <Chance row={r} /> },
    { key: 'by', title: t('alike_by'), show: (r) => code(r.alike_by) || DASH },
  ];
}

export function Risk({ params }: ViewProps) {
  const session = useSession();
  const span = useSpan(params.get('period'));
  const get = (name: string): string => params.get(name) ?? '';
  const range = dueRange(get('due'), session.now);
  const wanted = (r: Row): boolean => {
    const due = text(r, 'due_at') ? localDay(text(r, 'due_at')) : '';
    return (!get('procedure') || isProcedure(r, get('procedure'))) && (!range || (due >= range[0] && due <= range[1] && !r.paused_at));
  };
  return (
    <>
      <Filters>
        <PeriodChoice value={get('period')} any label={t('received_in')} />
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
      <List
        name="foresight"
        asks={span === null ? null : { ...span, agency: get('agency') }}
        wanted={range || get('procedure') ? wanted : null}
        offset={Number(get('offset')) || 0}
        caption={t('p_risk')}
        note={t('risk_note')}
        columns={columns()}
        row={(r) => text(r, 'dossier')}
      />
    </>
  );
}
