// SPDX-License-Identifier: Apache-2.0
//
// today.tsx - what is in process at this moment, and alerts as they fire.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Alert, type Hour, type Params, type Today } from '../base/api';
import { count, instant, rate, share, t } from '../base/lang';
import { useLive } from '../base/live';
import { go } from '../base/route';
import { useAsk, useSession } from '../base/use';
import { Alerts, alertText, dossierPath } from '../parts/alerts';
import { Provenance, Tip, type Counted } from '../parts/figure';
import { AgencyChoice, Filters, NothingYet } from '../parts/filters';
import { Hours } from '../parts/hours';
import { Answer, Failed } from '../parts/state';
import type { ViewProps } from './all';

const AT_ONCE = 50;
const id = (a: Alert): string => `${a.alert}.${a.transition}`;

function Card({ n, open, title, about, tone, href, how }: { n: number; open: number; title: string; about?: string; tone: string; href?: string; how: Counted }) {
  return (
    <li class={`card ${tone}`}>
      <h3>
        {href ? <a href={href}>{title}</a> : title}
        <Tip counted={how} about={title} figures={share(n, open)} />
      </h3>
      <p class="big">{count(n)}</p>
      <p class="soft">
        {rate(n, open)} ({share(n, open)})
      </p>
      {about ? <p class="soft">{about}</p> : null}
    </li>
  );
}

function Cards({ today }: { today: Today }) {
  const session = useSession();
  const how: Counted = { population: t('pop_open'), asOf: instant(today.at, true), rule: session.rule };
  const card = (n: number, title: string, tone: string, href?: string, about?: string) => (
    <Card n={n} open={today.open} title={title} about={about} tone={tone} href={href} how={how} />
  );
  const before = Array.isArray(today.yesterday) ? today.yesterday : (today.yesterday?.hours ?? ([] as Hour[]));
  return (
    <>
      {today.open === 0 ? <NothingYet /> : null}
      <p class="lead">
        <b>{count(today.open)}</b> {t('open_now')}
      </p>
      <ul class="cards">
        {card(today.overdue, t('k_overdue'), 'late', '/late?state=OVERDUE&class=instant')}
        {card(today.due_today, t('k_due_today'), 'soon', '/risk?due=0&state=RUNNING')}
        {card(today.due_1_3_days, t('k_due_1_3'), 'near', '/risk?due=3&state=RUNNING')}
        {card(today.in_time, t('k_in_time'), 'ok', undefined, t('h_in_time'))}
        {card(today.paused, t('k_paused'), 'plain', undefined, t('h_paused'))}
        {today.no_due ? card(today.no_due, t('k_no_due'), 'plain') : null}
      </ul>
      <Provenance counted={how} note={t('internal')} />
      <h2>{t('by_hour')}</h2>
      <Hours hours={today.hours} yesterday={before} />
    </>
  );
}

function Find() {
  const [text, setText] = useState('');
  return (
    <form
      class="filters find"
      role="search"
      aria-label={t('find_dossier')}
      onSubmit={(e) => {
        e.preventDefault();
        if (text.trim()) go(dossierPath(text.trim()));
      }}
    >
      <label>
        <span>{t('find_dossier')}</span>
        <input type="search" size={28} value={text} onInput={(e) => setText(e.currentTarget.value)} placeholder="000.00.00.H01-220321-0001" />
      </label>
      <button type="submit">{t('find_go')}</button>
    </form>
  );
}

const alertsAsked = (agency: string): Params => ({ state: 'raised', agency, limit: AT_ONCE });
export const earlyOfToday = (params: URLSearchParams): [string, Params?][] => [['today'], ['alerts', alertsAsked(params.get('agency') ?? '')], ['agencies']];

// A transition replaces what is shown of its alert.
function taken(list: Alert[], news: Alert[]): Alert[] {
  const at = new Map(news.map((a) => [String(a.alert), a]));
  return [...news, ...list.filter((a) => !at.has(String(a.alert)))];
}

// The newest open alerts as the server has them now, among what is shown: what came since, cleared ones and older ones stay; what was
// open and is missing in their midst is not open any more.
function renewed(list: Alert[], data: Alert[]): Alert[] {
  const newest = data[0]?.transition ?? 0;
  const oldest = data.length < AT_ONCE ? 0 : (data[data.length - 1]?.transition ?? 0);
  const known = new Set(data.map((a) => String(a.alert)));
  const kept = list.filter((a) => a.transition > newest || (!known.has(String(a.alert)) && (a.state === 'CLEARED' || a.transition < oldest)));
  const since = new Set(kept.map((a) => String(a.alert)));
  return [...kept, ...data.filter((a) => !since.has(String(a.alert)))].sort((a, b) => b.transition - a.transition);
}

export function TodayView({ params }: ViewProps) {
  const agency = params.get('agency') ?? '';
  const today = useAsk<Today>('today');
  const asked = useAsk<Alert[]>('alerts', alertsAsked(agency));
  const [alerts, setAlerts] = useState<Alert[]>([]);
  const [older, setOlder] = useState(false);
  const [said, setSaid] = useState('');
  const fresh = useRef(new Set<string>());
  const shown = useRef(agency);
  const first = useRef(true);
  useEffect(() => {
    first.current = true;
  }, [agency]);
  useEffect(() => {
    if (!asked.data) return;
    const data = asked.data;
    setAlerts((list) => (shown.current === agency ? renewed(list, data) : data));
    shown.current = agency;
    if (first.current) setOlder(data.length >= AT_ONCE);
    first.current = false;
  }, [asked.data]);
  const connected = useLive(
    (a) => {
      if (agency && a.agency !== agency) return;
      fresh.current.add(id(a));
      setAlerts((list) => taken(list, [a]).slice(0, 1000));
      setSaid(t('new_alert', { text: alertText(a) }));
    },
    () => {
      today.unattended();
      asked.unattended();
    },
    asked.unattended,
  );
  const more = (): void => {
    const last = alerts[alerts.length - 1];
    if (!last) return;
    ask<Alert[]>('alerts', { state: 'raised', agency, limit: AT_ONCE, before: last.transition }).then(
      (next) => {
        const known = new Set(alerts.map((a) => String(a.alert)));
        setAlerts((list) => [...list, ...next.filter((a) => !known.has(String(a.alert)))]);
        setOlder(next.length >= AT_ONCE && next.some((a) => !known.has(String(a.alert))));
      },
      () => setOlder(false),
    );
  };
  return (
    <>
      <Find />
      <Answer asked={today}>{(d) => <Cards today={d} />}</Answer>
      <h2>
        {t('alerts')} <span class={`live ${connected ? 'on' : 'off'}`}>{t(connected ? 'live_on' : 'live_off')}</span>
      </h2>
      <Filters>
        <AgencyChoice value={agency} />
      </Filters>
      <p class="unseen" role="status">
        {said}
      </p>
      {asked.error ? <Failed error={asked.error} again={asked.again} /> : null}
      <Alerts alerts={alerts} caption={t('alerts')} fresh={fresh.current} onCared={asked.again} />
      {older ? (
        <>
          <button type="button" onClick={more}>
            {t('more_alerts')}
          </button>
          <p class="paper-only">({t('and_more')})</p>
        </>
      ) : null}
    </>
  );
}
