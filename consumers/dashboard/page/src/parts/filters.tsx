// SPDX-License-Identifier: Apache-2.0
//
// filters.tsx - what a view is asked for. A choice goes into the address at once, a text when it is sent. On paper each stands as a text
// (data-paper), and an entry that is empty not at all.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { download, type Agency, type Params } from '../base/api';
import { code, day, localDay, periodName, t } from '../base/lang';
import { go, withParams } from '../base/route';
import { useAgencies, usePeriods, useSession } from '../base/use';

const set = (changes: Params): void => go(withParams(changes));

// quiet: what is asked for stands in the view's own words, on paper, too.
export function Filters({ children, quiet }: { children: ComponentChildren; quiet?: boolean }) {
  return (
    <form class={`filters${quiet ? ' no-print' : ''}`} role="search" aria-label={t('filters')} onSubmit={(e) => e.preventDefault()}>
      {children}
    </form>
  );
}

export function Choice({
  name,
  label,
  value,
  options,
  onFocus,
}: {
  name: string;
  label: string;
  value: string;
  options: readonly (readonly [string, string])[];
  onFocus?: () => void;
}) {
  return (
    <label data-paper={options.find(([v]) => v === value)?.[1] ?? value}>
      <span>{label}</span>
      <select value={value} onFocus={onFocus} onPointerEnter={onFocus} onChange={(e) => set({ [name]: e.currentTarget.value })}>
        {options.map(([v, text]) => (
          <option key={v} value={v}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Entry({
  name,
  label,
  value,
  hint,
  type = 'text',
}: {
  name: string;
  label: string;
  value: string;
  hint?: string;
  type?: 'text' | 'number' | 'date';
}) {
  const [text, setText] = useState(value);
  useEffect(() => setText(value), [value]);
  const send = (): void => {
    if (text.trim() !== value) set({ [name]: text.trim() });
  };
  return (
    <label data-paper={value ? (type === 'date' ? day(value) : value) : undefined}>
      <span>{label}</span>
      <input
        type={type as 'text'}
        value={text}
        placeholder={hint}
        min={type === 'number' ? 0 : undefined}
        size={type === 'number' ? 5 : 14}
        onInput={(e) => setText(e.currentTarget.value)}
        onChange={send}
        onKeyDown={(e) => {
          if (e.key === 'Enter') send();
        }}
      />
    </label>
  );
}

export const agencyLabel = (a: Agency): string => (a.name ? `${a.name} (${a.code})` : a.code);
const LEVELS = ['PROVINCE', 'DISTRICT', 'COMMUNE'];

export function AgencyChoice({ value }: { value: string }) {
  const agencies = useAgencies();
  const levels = [...new Set(agencies.map((a) => a.level ?? 'UNKNOWN'))].sort(
    (a, b) => (LEVELS.indexOf(a) + 9) % 9 - ((LEVELS.indexOf(b) + 9) % 9),
  );
  const chosen = agencies.find((a) => a.code === value);
  return (
    <label data-paper={chosen ? agencyLabel(chosen) : value || t('all_agencies')}>
      <span>{t('agency')}</span>
      <select value={value} onChange={(e) => set({ agency: e.currentTarget.value })}>
        <option value="">{t('all_agencies')}</option>
        {value && !agencies.some((a) => a.code === value) ? <option value={value}>{value}</option> : null}
        {levels.map((level) => (
          <optgroup key={level} label={code(level)}>
            {agencies
              .filter((a) => (a.level ?? 'UNKNOWN') === level)
              .map((a) => (
                <option key={a.code} value={a.code}>
                  {agencyLabel(a)}
                </option>
              ))}
          </optgroup>
        ))}
      </select>
    </label>
  );
}

// The period that is asked for: of the address, else the newest month of the calendar; the newest that is over for what is a period's
// result, which in the first days of a month would be made of next to nothing. Null while it is not known.
export function usePeriod(asked: string | null, over = false): string | null {
  const periods = usePeriods();
  const { now } = useSession();
  if (asked) return asked;
  if (periods === null) return null;
  const months = periods.filter((p) => /^CAL:\d{4}-\d{2}$/.test(p.code));
  const today = localDay(now);
  return ((over ? months.find((p) => p.last < today) : undefined) ?? months[0] ?? periods[0])?.code ?? '';
}

// A period that is not over: what stands in it now can be listed.
export function useRunning(period: string | null): boolean {
  const found = (usePeriods() ?? []).find((p) => p.code === period);
  const { now } = useSession();
  return found !== undefined && found.last >= localDay(now);
}

// Said where there was never anything to count. Who was granted nothing is told that, on every page.
export function NothingYet() {
  const periods = usePeriods();
  const { sees, role } = useSession();
  if (periods?.length !== 0 || !sees.length) return null;
  return <p class="ask nothing-yet">{sees === 'all' ? t('nothing_yet') : t('nothing_here_yet', { role })}</p>;
}

// As parameters of a question: the period of the address, else all days that there are periods of.
export function useSpan(asked: string | null): Params | null {
  const periods = usePeriods();
  if (asked) return { period: asked };
  if (periods === null) return null;
  const first = periods.map((p) => p.first).sort()[0];
  const last = periods.map((p) => p.last).sort().reverse()[0];
  return { from: first, to: last };
}

export function PeriodChoice({ value, any, label }: { value: string; any?: boolean; label?: string }) {
  const known = usePeriods();
  const periods = known ?? [];
  if (known?.length === 0 && !value) return <NothingYet />;
  const order = [/^CAL:\d{4}-\d{2}$/, /^CAL:\d{4}-[QH]\d$/, /^CAL:\d{4}$/, /^ND09/];
  const listed = order.flatMap((like) => periods.filter((p) => like.test(p.code)));
  const rest = periods.filter((p) => !listed.includes(p));
  const all = [...listed, ...rest];
  return (
    <label data-paper={value ? periodName(value) : t('any_period')}>
      <span>{label ?? t('period')}</span>
      <select value={value} onChange={(e) => set({ period: e.currentTarget.value })}>
        {any ? <option value="">{t('any_period')}</option> : null}
        {value && !all.some((p) => p.code === value) ? <option value={value}>{periodName(value)}</option> : null}
        {all.map((p) => (
          <option key={p.code} value={p.code}>
            {periodName(p.code)}
          </option>
        ))}
      </select>
    </label>
  );
}

export function Downloads({ name, params, official }: { name: string; params: Params; official?: boolean }) {
  return (
    <p class="downloads">
      <span>{t('download')}:</span>
      <a href={download(name, 'xlsx', official ? { ...params, form: 'official' } : params)} download>
        xlsx
      </a>
      <a href={download(name, 'csv', params)} download>
        CSV
      </a>
      <button type="button" onClick={() => print()}>
        {t('print')}
      </button>
    </p>
  );
}

export const PAGE = 100;

// A list is asked for one row more than is shown, which tells whether there is another page.
export function Pager({ offset, got }: { offset: number; got: number }) {
  if (offset === 0 && got <= PAGE) return null;
  return (
    <nav class="pager" aria-label={t('rows_from_to', { a: '', b: '' })}>
      {offset > 0 ? <a href={withParams({ offset: offset > PAGE ? offset - PAGE : null })}>← {t('earlier')}</a> : <span />}
      <span>
        {t('rows_from_to', { a: offset + 1, b: offset + Math.min(got, PAGE) })}
        {got > PAGE ? `, ${t('and_more')}` : ''}
      </span>
      {got > PAGE ? <a href={withParams({ offset: offset + PAGE })}>{t('later')} →</a> : <span />}
    </nav>
  );
}
