// SPDX-License-Identifier: Apache-2.0
//
// why.ts - the course of a dossier from what counts of its statements: who held it from when to when, and when
// it was paused; and from that, why it is late.
import type { Occurrence, Row, Statement } from './api';
import { count, elapsed, instant, t } from './lang';

export interface Span {
  from: number;
  to: number;
  what: string; // agency, or the status of a pause
}
export interface Course {
  begin: number | null;
  end: number; // of the dossier, or now
  ended: boolean;
  due: number | null;
  held: Span[];
  pauses: Span[];
}

const PAUSES = ['SUPPLEMENT_REQUESTED', 'PAYMENT_REQUESTED', 'STOPPED'];
const at = (value: unknown): number | null => {
  const n = typeof value === 'string' && value ? Date.parse(value) : NaN;
  return Number.isNaN(n) ? null : n;
};

interface Event {
  at: number;
  status: string;
  agency: string | null;
}

function events(statements: Statement[]): Event[] {
  const out: Event[] = [];
  for (const s of statements) {
    if (s.superseded || (s.retracted_at && (!s.stated_at || s.retracted_at >= s.stated_at))) continue;
    const list: Occurrence[] = s.occurrences?.length ? s.occurrences : [s];
    for (const o of list) {
      const when = at(o.occurred_at) ?? at(s.stated_at);
      if (when !== null) out.push({ at: when, status: o.status, agency: o.agency ?? s.agency });
    }
  }
  return out.sort((a, b) => a.at - b.at);
}

function spans(list: Event[], begin: number, end: number, of: (e: Event) => string | null): Span[] {
  const out: Span[] = [];
  for (const e of list) {
    const what = of(e);
    if (what === null || e.at >= end) continue;
    const open = out[out.length - 1];
    if (open && open.what === what) continue;
    if (open) open.to = Math.max(open.from, e.at);
    out.push({ from: Math.max(begin, e.at), to: end, what });
  }
  return out.filter((s) => s.to > s.from);
}

export function courseOf(dossier: Row, statements: Statement[], now: string): Course {
  const begin = at(dossier.received_at);
  const ended = at(dossier.ended_at);
  const end = ended ?? Date.parse(now);
  const course: Course = { begin, end, ended: ended !== null, due: at(dossier.due_at), held: [], pauses: [] };
  if (begin === null) return course;
  const list = events(statements);
  course.held = spans(list, begin, end, (e) => e.agency);
  course.pauses = spans(list, begin, end, (e) => (PAUSES.includes(e.status) ? e.status : '')).filter((s) => s.what !== '');
  // The warehouse knows best since when it waits now.
  const paused = at(dossier.paused_at);
  if (paused !== null && !course.pauses.some((s) => s.to === end)) course.pauses.push({ from: paused, to: end, what: 'PAUSED' });
  return course;
}

const total = (list: Span[]): number => list.reduce((sum, s) => sum + s.to - s.from, 0);

// The first sentence: late or not, by the return date. The class is the warehouse's; only what is open is judged here.
function verdict(dossier: Row, c: Course, now: string): string {
  const due = instant(String(dossier.due_at ?? ''));
  if (c.begin === null) return t('y_not_received');
  if (c.due === null) return t('y_no_due');
  if (c.ended) {
    const end = instant(String(dossier.ended_at));
    const late = dossier.instant_class === 'LATE' || (dossier.instant_class === undefined && c.end > c.due);
    return late ? t('y_late_done', { due, end, late: elapsed(c.end - c.due) }) : t('y_in_time_done', { due, end });
  }
  if (dossier.paused_at) return t('y_paused', { since: instant(String(dossier.paused_at)), due });
  return c.end > c.due
    ? t('y_late_open', { due, now: instant(now), late: elapsed(c.end - c.due) })
    : t('y_in_time_open', { due, left: elapsed(c.due - c.end) });
}

export function isLate(dossier: Row, c: Course): boolean {
  if (c.due === null || c.begin === null) return false;
  if (c.ended) return dossier.instant_class === 'LATE' || (dossier.instant_class === undefined && c.end > c.due);
  return !dossier.paused_at && c.end > c.due;
}

export function whySentences(dossier: Row, c: Course, now: string, nameOf: (code: string) => string): string[] {
  const out = [verdict(dossier, c, now)];
  if (c.begin === null) return out;
  if (dossier.first_due_at && dossier.due_at && Date.parse(String(dossier.first_due_at)) !== c.due)
    out.push(t('y_moved', { first: instant(String(dossier.first_due_at)), due: instant(String(dossier.due_at)) }));
  if (c.pauses.length === 0) out.push(t('y_no_pause'));
  else if (c.pauses.length === 1) out.push(t('y_pause', { total: elapsed(total(c.pauses)) }));
  else out.push(t('y_pauses', { n: count(c.pauses.length), total: elapsed(total(c.pauses)) }));
  const held = new Map<string, number>();
  for (const s of c.held) held.set(s.what, (held.get(s.what) ?? 0) + s.to - s.from);
  const list = [...held].map(([agency, ms]) => t('y_holder', { agency: nameOf(agency), time: elapsed(ms) }));
  if (list.length) out.push(t('y_held', { list: list.join('; ') }));
  return out;
}
