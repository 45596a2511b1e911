// SPDX-License-Identifier: Apache-2.0
//
// dossier.tsx - one dossier: where it stands, why it is late, and all that was ever stated of it, with what was
// taken back greyed.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import type { Dossier, Row, Statement } from '../base/api';
import { code, DASH, instant, day, language, localDay, t, worked } from '../base/lang';
import { go } from '../base/route';
import { useAgencies, useAsk, useSession } from '../base/use';
import { courseOf, isLate, whySentences } from '../base/why';
import { Alerts, dossierPath } from '../parts/alerts';
import { CourseLine } from '../parts/course';
import { Badge, Provenance } from '../parts/figure';
import { Grid, type Column } from '../parts/grid';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';
import { number, text } from './late';

const takenBack = (s: Statement): boolean => Boolean(s.retracted_at && (!s.stated_at || s.retracted_at >= s.stated_at));
const counts = (s: Statement): boolean => !s.superseded && !takenBack(s);

function Facts({ dossier: d, nameOf }: { dossier: Row; nameOf: (code: string) => string }) {
  const procedure = [text(d, 'procedure'), text(d, 'procedure_name')].filter(Boolean).join(' ');
  const facts: [string, ComponentChildren][] = [
    [t('s_status'), code(d.status)],
    [t('s_class'), d.instant_class ? <Badge value={d.instant_class} /> : ''],
    [t('agency'), nameOf(text(d, 'agency'))],
    [t('s_level'), code(d.level)],
    [t('procedure'), procedure],
    [t('field'), [text(d, 'field'), text(d, 'field_name')].filter(Boolean).join(' ')],
    [t('s_channel'), code(d.channel)],
    [t('s_service'), code(d.service)],
    [t('s_received'), text(d, 'received_at') ? instant(text(d, 'received_at')) : ''],
    [t('s_due'), text(d, 'due_at') ? instant(text(d, 'due_at')) : ''],
    [t('s_first_due'), text(d, 'first_due_at') && d.first_due_at !== d.due_at ? instant(text(d, 'first_due_at')) : ''],
    [t('s_paused'), text(d, 'paused_at') ? instant(text(d, 'paused_at')) : ''],
    [t('s_ended'), text(d, 'ended_at') ? `${instant(text(d, 'ended_at'))} (${code(d.ended_by)})` : ''],
    [t('s_handling'), number(d, 'handling_minutes') === null ? '' : worked(number(d, 'handling_minutes'))],
  ];
  return (
    <dl class="facts">
      {facts
        .filter(([, value]) => value !== '' && value !== null)
        .map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function occurred(s: Statement) {
  if (!s.occurred_at) return DASH;
  return s.occurred_day ? `${day(localDay(s.occurred_at))} (${t('day_only')})` : instant(s.occurred_at, true);
}

function History({ statements, nameOf }: { statements: Statement[]; nameOf: (code: string) => string }) {
  const columns: Column<Statement>[] = [
    { key: 'at', title: t('occurred'), show: occurred },
    {
      key: 'status',
      title: t('s_status'),
      head: true,
      show: (s) => (
        <>
          {code(s.status)}
          {s.occurrences && s.occurrences.length > 1 ? (
            <ul class="occurrences">
              {s.occurrences.map((o, i) => (
                <li key={i}>
                  {o.occurred_at ? instant(o.occurred_at) : DASH} {code(o.status)}
                </li>
              ))}
            </ul>
          ) : null}
        </>
      ),
    },
    { key: 'agency', title: t('agency'), show: (s) => (s.agency ? nameOf(s.agency) : DASH) },
    { key: 'due', title: t('due'), show: (s) => instant(s.due_at) },
    { key: 'kind', title: t('kind'), show: (s) => code(s.kind) || DASH },
    { key: 'source', title: t('source'), show: (s) => s.source ?? DASH },
    { key: 'stated', title: t('stated'), show: (s) => instant(s.stated_at, true) },
    { key: 'observed', title: t('observed'), show: (s) => instant(s.observed_at, true) },
    { key: 'counts', title: t('counts_w'), show: (s) => (takenBack(s) ? t('taken_back') : s.superseded ? t('superseded') : t('yes')) },
  ];
  return (
    <>
      <p class="soft">{t('history_note')}</p>
      <Grid caption={t('history')} quiet stack columns={columns} rows={statements} faint={(s) => !counts(s)} />
    </>
  );
}

function Whole({ data: d, again }: { data: Dossier; again: () => void }) {
  const session = useSession();
  const agencies = useAgencies();
  const names = new Map(agencies.map((a) => [a.code, a.name]));
  const nameOf = (c: string): string => {
    const name = names.get(c) ?? (c === text(d.dossier, 'agency') ? text(d.dossier, 'agency_name') : '');
    return name ? `${name} (${c})` : c || DASH;
  };
  const course = courseOf(d.dossier, d.statements, session.now);
  const late = isLate(d.dossier, course);
  return (
    <>
      <section class={`why ${late ? 'late' : ''}`}>
        <h2>{t(late ? 'why_late' : 'where_stands')}</h2>
        <p>{whySentences(d.dossier, course, session.now, nameOf).join(' ')}</p>
        <CourseLine course={course} nameOf={nameOf} />
      </section>
      <Facts dossier={d.dossier} nameOf={nameOf} />
      <Provenance counted={{ asOf: instant(session.now), rule: session.rule }} />
      <h2>{t('history')}</h2>
      <History statements={d.statements} nameOf={nameOf} />
      <h2>{t('alerts_of')}</h2>
      <Alerts alerts={d.alerts} caption={t('alerts_of')} short onCared={again} />
      {d.explain?.length ? (
        <>
          <h2>{t('rules_say')}</h2>
          <ul class="explain">
            {d.explain.map((e, i) => (
              <li key={i}>{language() === 'vi' ? e.vi : e.en}</li>
            ))}
          </ul>
        </>
      ) : null}
    </>
  );
}

export function DossierView({ params }: ViewProps) {
  const id = params.get('id') ?? '';
  const [entry, setEntry] = useState(id);
  useEffect(() => setEntry(id), [id]);
  const asked = useAsk<Dossier>(id ? `dossier/${encodeURIComponent(id)}` : null);
  return (
    <>
      <form
        class="filters find"
        role="search"
        aria-label={t('find_dossier')}
        onSubmit={(e) => {
          e.preventDefault();
          if (entry.trim()) go(dossierPath(entry.trim()));
        }}
      >
        <label>
          <span>{t('find_dossier')}</span>
          <input type="search" size={32} value={entry} onInput={(e) => setEntry(e.currentTarget.value)} />
        </label>
        <button type="submit">{t('find_go')}</button>
      </form>
      {id ? (
        <>
          <p class="subject">{id}</p>
          <Answer asked={asked}>{(data) => <Whole data={data} again={asked.again} />}</Answer>
        </>
      ) : null}
    </>
  );
}
