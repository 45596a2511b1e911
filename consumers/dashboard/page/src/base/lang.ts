// SPDX-License-Identifier: Apache-2.0
//
// lang.ts - the language of the page, and numbers, days, instants and durations as it writes them. The language
// is what ?lang= asks for, else what was chosen last, else Vietnamese.
import { words, type Word } from './words';
import { codes, columns, marks } from './words_code';

export type Lang = 'vi' | 'en';
const KEPT = 'hentra.lang';

function read(): Lang {
  const asked = new URLSearchParams(location.search).get('lang');
  let kept: string | null = null;
  try {
    if (asked === 'vi' || asked === 'en') localStorage.setItem(KEPT, asked);
    kept = localStorage.getItem(KEPT);
  } catch {
    kept = asked; // storage is refused: the address alone decides
  }
  return kept === 'en' ? 'en' : 'vi';
}

let lang: Lang = read();
let zone = 'Asia/Ho_Chi_Minh';
let formats = new Map<string, Intl.NumberFormat | Intl.DateTimeFormat>();

export function language(): Lang {
  return lang;
}

export function setLanguage(next: Lang): void {
  lang = next;
  formats = new Map();
  document.documentElement.lang = next;
  try {
    localStorage.setItem(KEPT, next);
  } catch {
    // It holds until the page is left.
  }
}

// Instants are shown in the zone of the warehouse, never in the reader's.
export function setZone(name: string): void {
  if (name === zone) return;
  zone = name;
  formats = new Map();
}

const pick = (pair: readonly [string, string] | readonly string[]): string => pair[lang === 'vi' ? 0 : 1] ?? '';

export function t(word: Word, values?: Record<string, string | number>): string {
  const text = pick(words[word]);
  return values ? text.replace(/\{(\w+)\}/g, (all, name: string) => (name in values ? String(values[name]) : all)) : text;
}

export function code(value: unknown): string {
  if (value === null || value === undefined || value === '') return '';
  const text = String(value);
  const pair = codes[text];
  return pair ? pick(pair) : text;
}

export function markName(mark: string): string {
  const known = marks[mark];
  return known ? pick(known) : mark;
}

// What a mark means: the warehouse's own words, in Vietnamese ours.
export function markMeans(mark: string, about: string): string {
  return lang === 'vi' ? (marks[mark]?.[2] ?? about) : about;
}

export function column(name: string): string {
  const pair = columns[name];
  return pair ? pick(pair) : name;
}

const locale = (): string => (lang === 'vi' ? 'vi-VN' : 'en-GB');

function numbers(key: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  let f = formats.get(key) as Intl.NumberFormat | undefined;
  if (!f) formats.set(key, (f = new Intl.NumberFormat(locale(), options)));
  return f;
}

function dates(key: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  let f = formats.get(key) as Intl.DateTimeFormat | undefined;
  if (!f) formats.set(key, (f = new Intl.DateTimeFormat(locale(), options)));
  return f;
}

export const DASH = '–';

export function count(n: number | null | undefined): string {
  return n === null || n === undefined ? DASH : numbers('n', { maximumFractionDigits: 0 }).format(n);
}

export function decimal(n: number | null | undefined, places = 2): string {
  return n === null || n === undefined
    ? DASH
    : numbers(`d${places}`, { minimumFractionDigits: places, maximumFractionDigits: places }).format(n);
}

// A rate by its parts, rounded half up to two places in whole numbers; 0/0 is no rate.
export function rate(numerator: number | null | undefined, denominator: number | null | undefined): string {
  const percent = percentOf(numerator, denominator);
  return percent === null ? DASH : `${decimal(percent)} %`;
}

export function percentOf(numerator: number | null | undefined, denominator: number | null | undefined): number | null {
  if (numerator === null || numerator === undefined || !denominator) return null;
  return Math.floor((20000 * numerator + denominator) / (2 * denominator)) / 100;
}

export function share(numerator: number | null | undefined, denominator: number | null | undefined): string {
  return `${count(numerator)} / ${count(denominator)}`;
}

// A day without a zone: YYYY-MM-DD.
export function day(text: string | null | undefined): string {
  if (!text) return DASH;
  const at = new Date(`${text.slice(0, 10)}T00:00:00Z`);
  return Number.isNaN(at.getTime())
    ? text
    : dates('day', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: 'UTC' }).format(at);
}

export function instant(text: string | null | undefined, seconds = false): string {
  if (!text) return DASH;
  const at = new Date(text);
  if (Number.isNaN(at.getTime())) return text;
  const date = dates('date', { day: '2-digit', month: '2-digit', year: 'numeric', timeZone: zone }).format(at);
  const time = dates(seconds ? 'ts' : 'tm', {
    hour: '2-digit',
    minute: '2-digit',
    ...(seconds ? { second: '2-digit' } : {}),
    hour12: false,
    hourCycle: 'h23',
    timeZone: zone,
  }).format(at);
  return `${date} ${time}`;
}

// The local day of an instant in the warehouse's zone, YYYY-MM-DD.
export function localDay(text: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
  return parts.format(new Date(text));
}

function parts(minutes: number, dayMinutes: number): string {
  const sign = minutes < 0 ? '−' : '';
  let rest = Math.abs(Math.trunc(minutes));
  const days = Math.floor(rest / dayMinutes);
  rest -= days * dayMinutes;
  const hours = Math.floor(rest / 60);
  rest -= hours * 60;
  const out: string[] = [];
  if (days) out.push(t('u_day', { n: count(days) }));
  if (hours) out.push(t('u_hour', { n: hours }));
  if (rest && !days) out.push(t('u_minute', { n: rest }));
  return out.length ? sign + out.join(' ') : t('u_zero');
}

// Working time: days of 8 hours. Time of the calendar: days of 24.
export const worked = (minutes: number | null | undefined): string =>
  minutes === null || minutes === undefined ? DASH : parts(minutes, 480);
export const elapsed = (milliseconds: number): string => parts(milliseconds / 60000, 1440);

const ROMAN = ['', 'I', 'II', 'III', 'IV'];

// "CAL:2022-Q1" as people say it.
export function periodName(name: string): string {
  const m = /^(CAL|ND09):(\d{4})(?:-(?:(Q|H)(\d)|(\d{2})))?$/.exec(name);
  if (!m) return name;
  const [, calendar, year, kind, part, month] = m;
  const vi = lang === 'vi';
  let text = vi ? `Năm ${year}` : `${year}`;
  if (kind === 'Q') text = vi ? `Quý ${ROMAN[Number(part)]} năm ${year}` : `Quarter ${ROMAN[Number(part)]} of ${year}`;
  if (kind === 'H') text = vi ? `6 tháng ${part === '1' ? 'đầu' : 'cuối'} năm ${year}` : `Half ${part} of ${year}`;
  if (month) text = vi ? `Tháng ${Number(month)} năm ${year}` : `Month ${Number(month)} of ${year}`;
  if (month && !vi)
    text = dates('month', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${year}-${month}-01T00:00:00Z`));
  return calendar === 'ND09' ? text + (vi ? ', kỳ 15-14' : ', 15th to 14th') : text;
}
