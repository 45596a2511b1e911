// SPDX-License-Identifier: Apache-2.0
//
// figure.tsx - how a figure was counted: beside it for who points at it or comes to it by keyboard, and as a
// line below a table. No rate without its numerator and denominator.
import type { Row } from '../base/api';
import { code, day, instant, rate, share, t } from '../base/lang';
import { useSession } from '../base/use';

export interface Counted {
  population?: string;
  period?: string;
  asOf?: string;
  knownAt?: string;
  rule?: string;
  judged?: string;
  vertical?: string;
}

// The head that every row of a report carries.
export function counted(row: Row | undefined, population: string, fallback: { now: string; rule: string }): Counted {
  if (!row) return { population, asOf: instant(fallback.now), rule: fallback.rule };
  const text = (name: string): string | null => (row[name] ? String(row[name]) : null);
  const first = text('first_day');
  const last = text('last_day');
  const to = text('counted_to');
  const span = first && last ? t('from_to', { a: day(first), b: day(last) }) : '';
  const asOf = text('as_of');
  return {
    population: population || (text('population') ?? ''),
    period: span + (to && last && to < last && !asOf ? ` (${t('counted_to', { a: day(to) })})` : ''),
    asOf: instant(asOf ?? fallback.now),
    knownAt: text('known_at') ? instant(text('known_at')) : undefined,
    rule: text('rule_version') ?? fallback.rule,
    judged: row.class ? t(row.class === 'instant' ? 'by_instant' : 'by_day') : undefined,
    vertical: typeof row.with_vertical === 'boolean' ? t(row.with_vertical ? 'with_vertical' : 'without_vertical') : undefined,
  };
}

function facts(c: Counted): [string, string][] {
  const out: [string, string | undefined][] = [
    [t('population'), c.population],
    [t('period'), c.period],
    [t('as_of'), c.asOf],
    [t('known_at'), c.knownAt],
    [t('rule_version'), c.rule],
  ];
  return out.filter((f): f is [string, string] => Boolean(f[1]));
}

export function Provenance({ counted: c, note }: { counted: Counted; note?: string }) {
  const { zone } = useSession();
  const more = [c.judged, c.vertical, `${t('zone')}: ${zone}`].filter(Boolean).join('; ');
  return (
    <p class="provenance">
      {note ? <span>{note} </span> : null}
      {facts(c).map(([name, value]) => (
        <span key={name}>
          <b>{name}:</b> {value}.{' '}
        </span>
      ))}
      <span>{more}.</span>
    </p>
  );
}

export function Tip({ counted: c, about, figures }: { counted: Counted; about: string; figures?: string }) {
  return (
    <span class="tip">
      <button
        type="button"
        aria-label={`${t('how_counted')}: ${about}`}
        onKeyDown={(e) => {
          if (e.key === 'Escape') e.currentTarget.blur();
        }}
      >
        i
      </button>
      <span class="tip-text" role="tooltip">
        {figures ? <b>{figures}</b> : null}
        {facts(c).map(([name, value]) => (
          <span key={name}>
            <i>{name}</i> {value}
          </span>
        ))}
      </span>
    </span>
  );
}

export function Rate({ n, d }: { n: number | null | undefined; d: number | null | undefined }) {
  return (
    <span class="rate">
      <b>{rate(n, d)}</b> <span class="parts">{share(n, d)}</span>
    </span>
  );
}

export function Badge({ value, tone }: { value: unknown; tone?: string }) {
  const text = String(value ?? '');
  return text ? <span class={`badge ${tone ?? toneOf(text)}`}>{code(text.toUpperCase())}</span> : null;
}

const TONES: Record<string, string> = {
  OVERDUE: 'late',
  RESOLVED_LATE: 'late',
  LATE: 'late',
  ESCALATION: 'late',
  DUE_SOON: 'soon',
  LIKELY_LATE: 'soon',
  SOURCE_SILENT: 'soon',
  SILENT: 'soon',
  IN_TIME: 'ok',
  EARLY: 'ok',
  ON_TIME: 'ok',
  CONTRADICTION: 'late',
  ROUNDING: 'soon',
  SMELL: 'soon',
};
const toneOf = (text: string): string => TONES[text.toUpperCase()] ?? 'plain';
