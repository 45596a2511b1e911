// SPDX-License-Identifier: Apache-2.0
//
// quality.tsx - whether doubtful data make the figures look better, the dossiers that want a look, the sources.
import type { Row } from '../base/api';
import { column as columnTitle, count, DASH, instant, markMeans, markName, t } from '../base/lang';
import { withParams } from '../base/route';
import { useAsk, usePopulation, useSession } from '../base/use';
import { Badge, counted, Provenance, Rate } from '../parts/figure';
import { AgencyChoice, Choice, Filters, PeriodChoice, usePeriod } from '../parts/filters';
import { Grid, type Column } from '../parts/grid';
import { List } from '../parts/list';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';
import { agencyColumn, dossierColumn, number, text } from './late';

const markColumns = (): Column<Row>[] => [
  { key: 'mark', title: t('mark'), head: true, show: (r) => (text(r, 'mark') === 'ANY' ? markName('ANY') : <a href={withParams({ mark: text(r, 'mark') })}>{markName(text(r, 'mark'))}</a>) },
  { key: 'marked', title: t('q_marked'), number: true, show: (r) => <Rate n={number(r, 'marked')} d={number(r, 'resolved')} /> },
  { key: 'with', title: t('q_with'), number: true, show: (r) => <Rate n={number(r, 'late_with')} d={number(r, 'marked')} /> },
  { key: 'without', title: t('q_without'), number: true, show: (r) => <Rate n={number(r, 'late_without')} d={number(r, 'unmarked')} /> },
  { key: 'about', title: t('meaning'), show: (r) => markMeans(text(r, 'mark'), text(r, 'about')) },
];

const listColumns = (): Column<Row>[] => [
  { ...dossierColumn, title: t('dossier') },
  { ...agencyColumn, title: t('agency') },
  { key: 'mark', title: t('mark'), show: (r) => <span title={markMeans(text(r, 'mark'), text(r, 'about'))}>{markName(text(r, 'mark'))}</span> },
  { key: 'class', title: t('s_class'), show: (r) => <Badge value={r.lateness} /> },
  { key: 'received', title: t('s_received'), show: (r) => instant(text(r, 'received_at')) },
  { key: 'due', title: t('due'), show: (r) => instant(text(r, 'due_at')) },
  { key: 'ended', title: t('ended'), show: (r) => instant(text(r, 'ended_at')) },
];

export function Quality({ params }: ViewProps) {
  const session = useSession();
  const period = usePeriod(params.get('period'), true);
  const population = usePopulation('marks');
  const agency = params.get('agency') ?? '';
  const mark = params.get('mark') ?? '';
  const offset = Number(params.get('offset')) || 0;
  const asks = { period, agency };
  const marks = useAsk<Row[]>(period === null ? null : 'report/marks', asks);
  const all = session.whole; // sources are not kept by agency
  const sources = useAsk<Row[]>(all ? 'sources' : null);
  const names = (marks.data ?? []).map((r) => text(r, 'mark')).filter((m) => m !== 'ANY');
  if (mark && !names.includes(mark)) names.push(mark);
  return (
    <>
      <Filters>
        <PeriodChoice value={period ?? ''} />
        <AgencyChoice value={agency} />
        <Choice name="mark" label={t('mark')} value={mark} options={[['', t('any_mark')], ...names.map((n) => [n, markName(n)] as const)]} />
      </Filters>
      <h2>{t('q_marks')}</h2>
      <Answer asked={marks}>
        {(rows) => (
          <>
            <Grid caption={t('q_marks')} quiet stack columns={markColumns()} rows={rows} name={(r) => text(r, 'mark')} />
            <Provenance counted={counted(rows[0], population, session)} note={t('q_note')} />
          </>
        )}
      </Answer>
      <h2>{t('q_list')}</h2>
      <List
        name="quality"
        asks={period === null ? null : { ...asks, mark }}
        offset={offset}
        caption={t('q_list')}
        columns={listColumns()}
        row={(r) => `${text(r, 'dossier')} ${text(r, 'mark')}`}
      />
      {all ? (
        <>
          <h2>{t('q_sources')}</h2>
          <Answer asked={sources}>{(rows) => <Sources rows={rows} />}</Answer>
        </>
      ) : null}
    </>
  );
}

const bad = (n: number | null) => (n ? <b class="late-link">{count(n)}</b> : count(n));

export function Sources({ rows }: { rows: Row[] }) {
  const columns: Column<Row>[] = [
    { key: 'source', title: t('source'), head: true, show: (r) => text(r, 'source') },
    { key: 'last', title: 'last_heard_at', show: (r) => instant(text(r, 'last_heard_at')) },
    { key: 'silent', title: 'silent_since', show: (r) => (text(r, 'silent_since') ? <b class="late-link">{instant(text(r, 'silent_since'))}</b> : DASH) },
    { key: 'dossiers', title: 'dossiers', number: true, show: (r) => count(number(r, 'dossiers')) },
    { key: 'today', title: 'events_today', number: true, show: (r) => count(number(r, 'events_today')) },
    { key: 'week', title: 'events_7_days', number: true, show: (r) => count(number(r, 'events_7_days')) },
    { key: 'rejected', title: 'rejected', number: true, show: (r) => bad(number(r, 'rejected')) },
    { key: 'refused', title: 'refused', number: true, show: (r) => bad(number(r, 'refused')) },
    { key: 'set_aside', title: 'set_aside', number: true, show: (r) => bad(number(r, 'set_aside')) },
    { key: 'flags', title: 'constant_flags', show: (r) => (Array.isArray(r.constant_flags) ? r.constant_flags.join(', ') : text(r, 'constant_flags')) || DASH },
    { key: 'paused', title: 'paused', show: (r) => (r.paused ? `${t('yes')}: ${text(r, 'pause_reason')}` : t('no')) },
  ];
  return <Grid caption={t('q_sources')} quiet stack columns={columns.map(titled)} rows={rows} name={(r) => text(r, 'source')} />;
}

const titled = (c: Column<Row>): Column<Row> => ({ ...c, title: columnTitle(c.title) });
