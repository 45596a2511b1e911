// SPDX-License-Identifier: Apache-2.0
//
// trial.tsx - what a rule would have raised in the last 30 days, by day.
import { useEffect, useState } from 'preact/hooks';
import { act, type Row, type Rule } from '../base/api';
import { count, day, localDay, t } from '../base/lang';
import { useSession } from '../base/use';
import { Grid } from '../parts/grid';
import { Dialog, Problem } from './dialog';

const DAYS = 30;

// The days up to the present one, by the clock of the warehouse.
export function lastDays(now: string): { from: string; to: string } {
  const to = localDay(now);
  const at = new Date(`${to}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() - DAYS);
  return { from: at.toISOString().slice(0, 10), to };
}

export interface Trying {
  rows: Row[];
  total: number;
  seen_later?: number;
  from: string;
  to: string;
}

interface Day {
  day: string;
  alerts: number;
  agencies: Set<string>;
}

export function Tried({ tried }: { tried: Trying }) {
  const days = new Map<string, Day>();
  for (const r of tried.rows) {
    const name = String(r.day);
    const d = days.get(name) ?? { day: name, alerts: 0, agencies: new Set<string>() };
    d.alerts += Number(r.alerts) || 0;
    if (r.recipient ?? r.agency) d.agencies.add(String(r.recipient ?? r.agency));
    days.set(name, d);
  }
  const rows = [...days.values()].sort((a, b) => a.day.localeCompare(b.day));
  return (
    <div class="tried">
      <p role="status">{t('rule_try_total', { a: day(tried.from), b: day(tried.to), n: count(tried.total) })}</p>
      {tried.seen_later ? <p class="soft">{t('rule_try_later', { n: count(tried.seen_later) })}</p> : null}
      {rows.length ? (
        <Grid
          caption={t('rule_alerts')}
          quiet
          rows={rows}
          name={(d) => d.day}
          columns={[
            { key: 'day', title: t('rule_day'), head: true, show: (d) => day(d.day) },
            { key: 'alerts', title: t('rule_alerts'), number: true, show: (d) => count(d.alerts) },
            { key: 'agencies', title: t('rule_agencies'), number: true, show: (d) => count(d.agencies.size) },
          ]}
        />
      ) : null}
    </div>
  );
}

export function Trial({ rule, onClose }: { rule: Rule; onClose: () => void }) {
  const { csrf, now } = useSession();
  const [tried, setTried] = useState<Trying | null>(null);
  const [problem, setProblem] = useState<unknown>(null);
  useEffect(() => {
    const span = lastDays(now);
    act<Trying>('rule_try', { name: rule.name, ...span }, csrf).then((answer) => setTried({ ...answer, ...span }), setProblem);
  }, [rule.name]);
  return (
    <Dialog title={t('rule_try_title', { name: rule.name })} onClose={onClose}>
      {tried ? <Tried tried={tried} /> : problem ? null : <p class="loading">{t('act_wait')}</p>}
      <Problem of={problem} />
      <p class="buttons">
        <button type="button" onClick={onClose}>
          {t('act_close')}
        </button>
      </p>
    </Dialog>
  );
}
