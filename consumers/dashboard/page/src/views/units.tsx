// SPDX-License-Identifier: Apache-2.0
//
// units.tsx - agencies by what they resolve in time, each level apart; from the province down to a unit, its
// procedures, and their dossiers.
import type { ComponentChildren } from 'preact';
import type { Agency, Row } from '../base/api';
import { code, count, DASH, t } from '../base/lang';
import { withParams } from '../base/route';
import { useAgencies, useAsk, usePopulation, useSession } from '../base/use';
import { query } from '../base/api';
import { counted, Provenance, Rate, Tip, type Counted } from '../parts/figure';
import { AgencyChoice, Downloads, Filters, PeriodChoice, usePeriod, useRunning } from '../parts/filters';
import { Grid, type Column } from '../parts/grid';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';
import { number, text } from './late';

const into = (code_: string): string => withParams({ agency: code_ });

// Those that are overdue can be listed while they are: at the end of a period that is over others were.
function rankColumns(period: string, running: boolean): Column<Row>[] {
  return [
    { key: 'rank', title: t('rank'), number: true, show: (r) => count(number(r, 'rank')) },
    {
      key: 'name',
      title: t('name'),
      head: true,
      show: (r) => (
        <a href={into(text(r, 'agency'))}>
          {text(r, 'agency_name') || text(r, 'agency')} <span class="soft">{text(r, 'agency_name') ? text(r, 'agency') : ''}</span>
        </a>
      ),
    },
    { key: 'rate', title: t('in_time_of'), number: true, show: (r) => <Rate n={number(r, 'resolved_in_time')} d={number(r, 'judged')} /> },
    { key: 'total', title: t('to_resolve'), number: true, show: (r) => count(number(r, 'total')) },
    { key: 'received', title: t('received'), number: true, show: (r) => count(number(r, 'received')) },
    { key: 'in_process', title: t('in_process'), number: true, show: (r) => count(number(r, 'in_process')) },
    {
      key: 'overdue',
      title: t(running ? 'overdue_now' : 'overdue_end'),
      number: true,
      show: (r) =>
        number(r, 'overdue') && running ? (
          <a href={`/late${query({ period, agency: text(r, 'agency'), state: 'OVERDUE' })}`} class="late-link">
            {count(number(r, 'overdue'))}
          </a>
        ) : (
          count(number(r, 'overdue'))
        ),
    },
  ];
}

function Levels({ rows, period }: { rows: Row[]; period: string }) {
  const running = useRunning(period);
  const levels = [...new Set(rows.map((r) => text(r, 'level')))];
  return (
    <>
      {levels.map((level) => (
        <section key={level}>
          <h3>{code(level) || t('unknown_w')}</h3>
          <Grid
            caption={`${t('ranking')}: ${code(level)}`}
            quiet
            stack
            columns={rankColumns(period, running)}
            rows={rows.filter((r) => text(r, 'level') === level)}
            name={(r) => text(r, 'agency')}
          />
        </section>
      ))}
    </>
  );
}

function above(agency: string, agencies: Agency[]): Agency[] {
  const by = new Map(agencies.map((a) => [a.code, a]));
  const out: Agency[] = [];
  for (let at = by.get(agency); at && !out.includes(at); at = at.parent ? by.get(at.parent) : undefined) out.unshift(at);
  return out;
}

function Path({ agency, agencies }: { agency: string; agencies: Agency[] }) {
  const line = above(agency, agencies);
  return (
    <nav class="path" aria-label={t('p_units')}>
      <ol>
        <li>
          <a href={withParams({ agency: null })}>{t('whole')}</a>
        </li>
        {(line.length ? line : [{ code: agency, name: null } as Agency]).map((a) => (
          <li key={a.code}>
            {a.code === agency ? <span aria-current="page">{a.name ?? a.code}</span> : <a href={into(a.code)}>{a.name ?? a.code}</a>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

// One agency: its own figures, what is below it, its procedures.
function OfAgency({ agency, period, children }: { agency: string; period: string; children: ComponentChildren }) {
  const session = useSession();
  const population = usePopulation('form06');
  const running = useRunning(period);
  const asked = useAsk<Row[]>('report/form06', { period, agency, by: 'procedure' });
  const columns: Column<Row>[] = [
    {
      key: 'procedure',
      title: t('procedure'),
      head: true,
      show: (r) => (
        <>
          {text(r, 'procedure') || t('unknown_w')} <span class="soft">{text(r, 'procedure_name')}</span>
        </>
      ),
    },
    { key: 'rate', title: t('in_time_of'), number: true, show: (r) => <Rate n={number(r, 'resolved_in_time')} d={number(r, 'judged')} /> },
    { key: 'late', title: t('late_resolved'), number: true, show: (r) => count(number(r, 'resolved_overdue')) },
    { key: 'open', title: t('in_process'), number: true, show: (r) => count(number(r, 'in_process')) },
    { key: 'overdue', title: t(running ? 'overdue_now' : 'overdue_end'), number: true, show: (r) => count(number(r, 'overdue')) },
    {
      key: 'list',
      title: t('p_late'),
      show: (r) =>
        number(r, 'resolved_overdue') || (running && number(r, 'overdue')) ? (
          <a href={`/late${query({ period, agency, procedure: text(r, 'procedure') })}`}>{t('list_late')}</a>
        ) : (
          DASH
        ),
    },
  ];
  const late = (r: Row): number => (number(r, 'resolved_overdue') ?? 0) + (number(r, 'overdue') ?? 0);
  const total = asked.data?.find((r) => text(r, 'procedure') === '');
  const how: Counted = counted(asked.data?.[0], population, session);
  return (
    <>
      {total ? (
        <p class="lead">
          {t('own_figures')}: <Rate n={number(total, 'resolved_in_time')} d={number(total, 'judged')} />
          <Tip counted={how} about={t('in_time_of')} />
        </p>
      ) : null}
      {children}
      <h2>{t('procedures_of')}</h2>
      <Answer asked={asked}>
        {(rows) => (
          <>
            <Grid
              caption={t('procedures_of')}
              quiet
              stack
              columns={columns}
              rows={rows.filter((r) => text(r, 'procedure') !== '').sort((a, b) => late(b) - late(a))}
              name={(r) => text(r, 'procedure')}
            />
            <Provenance counted={how} />
          </>
        )}
      </Answer>
    </>
  );
}

export function Units({ params }: ViewProps) {
  const session = useSession();
  const agencies = useAgencies();
  const period = usePeriod(params.get('period'), true);
  const population = usePopulation('ranking');
  const agency = params.get('agency') ?? '';
  const asked = useAsk<Row[]>(period === null ? null : 'report/ranking', { period });
  const children = new Set(agencies.filter((a) => a.parent === agency).map((a) => a.code));
  const below = (
    <>
      <h2>{agency ? t('units_below') : t('ranking')}</h2>
      <Answer asked={asked}>
        {(rows) => (
          <>
            {rows.length ? null : <p class="none">{t('nothing')}</p>}
            <Levels rows={agency ? rows.filter((r) => children.has(text(r, 'agency'))) : rows} period={period ?? ''} />
            <Provenance counted={counted(rows[0], population, session)} note={t('units_note')} />
          </>
        )}
      </Answer>
    </>
  );
  return (
    <>
      <Filters>
        <PeriodChoice value={period ?? ''} />
        <AgencyChoice value={agency} />
      </Filters>
      <Downloads name="ranking" params={{ period }} />
      {agency ? <Path agency={agency} agencies={agencies} /> : null}
      {agency && period !== null ? (
        <OfAgency key={agency} agency={agency} period={period}>
          {children.size ? below : null}
        </OfAgency>
      ) : (
        below
      )}
    </>
  );
}
