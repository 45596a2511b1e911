// SPDX-License-Identifier: Apache-2.0
//
// hours.tsx - received and resolved by hour of the day, the day before as an outline; the same as a table.
import type { Hour } from '../base/api';
import { count, t } from '../base/lang';
import { useNarrow } from '../base/use';
import { Grid } from './grid';

const H = 190;
const LEFT = 44;
const BOTTOM = 22;
const TOP = 8;

// The end of an axis: a number that is easily halved.
function round(n: number): number {
  const ten = 10 ** Math.floor(Math.log10(Math.max(1, n)));
  return [1, 2, 3, 4, 6, 8, 10].map((m) => m * ten).find((m) => m >= n) ?? n;
}

const by = (hours: Hour[]): Map<number, Hour> => new Map(hours.map((h) => [Number(h.hour), h]));

export function Hours({ hours, yesterday }: { hours: Hour[]; yesterday: Hour[] }) {
  const W = useNarrow() ? 360 : 720;
  const now = by(hours);
  const then = by(yesterday);
  const busy = [...hours, ...yesterday].filter((h) => h.received || h.resolved).map((h) => Number(h.hour));
  if (!busy.length) return <p class="none">{t('hours_none')}</p>;
  const first = Math.min(7, ...busy);
  const last = Math.max(17, ...busy);
  const list = Array.from({ length: last - first + 1 }, (_, i) => first + i);
  const most = round(Math.max(1, ...[...hours, ...yesterday].flatMap((h) => [h.received, h.resolved])));
  const step = (W - LEFT) / list.length;
  const y = (n: number): number => TOP + (H - TOP - BOTTOM) * (1 - n / most);
  const bar = (x: number, n: number | undefined, width: number, className: string) =>
    n ? <rect class={className} x={x} y={y(n)} width={width} height={H - BOTTOM - y(n)} /> : null;
  return (
    <figure class="hours">
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={t('by_hour')}>
        {[0, 0.5, 1].map((part) => (
          <g key={part}>
            <line class="grid-line" x1={LEFT} x2={W} y1={y(most * part)} y2={y(most * part)} />
            {Number.isInteger(most * part) ? (
              <text class="axis" x={LEFT - 6} y={y(most * part) + 4} text-anchor="end">
                {count(most * part)}
              </text>
            ) : null}
          </g>
        ))}
        {list.map((h, i) => {
          const x = LEFT + i * step;
          const w = step * 0.38;
          return (
            <g key={h}>
              {bar(x + step * 0.1, now.get(h)?.received, w, 'bar-received')}
              {bar(x + step * 0.52, now.get(h)?.resolved, w, 'bar-resolved')}
              {bar(x + step * 0.1, then.get(h)?.received, w, 'bar-before')}
              {bar(x + step * 0.52, then.get(h)?.resolved, w, 'bar-before')}
              <text class="axis" x={x + step / 2} y={H - 6} text-anchor="middle">
                {String(h).padStart(2, '0')}
              </text>
            </g>
          );
        })}
      </svg>
      <figcaption>
        <span class="key key-received">{t('received')}</span>
        <span class="key key-resolved">{t('resolved')}</span>
        <span class="key key-before">{t('yesterday_w')}</span>
      </figcaption>
      <details>
        <summary>{t('as_table')}</summary>
        <Grid
          caption={t('by_hour')}
          quiet
          rows={list}
          columns={[
            { key: 'h', title: t('hour'), head: true, show: (h) => `${String(h).padStart(2, '0')}:00` },
            { key: 'r', title: `${t('received')}, ${t('today_w')}`, number: true, show: (h) => count(now.get(h)?.received ?? 0) },
            { key: 'd', title: `${t('resolved')}, ${t('today_w')}`, number: true, show: (h) => count(now.get(h)?.resolved ?? 0) },
            { key: 'ry', title: `${t('received')}, ${t('yesterday_w')}`, number: true, show: (h) => count(then.get(h)?.received ?? 0) },
            { key: 'dy', title: `${t('resolved')}, ${t('yesterday_w')}`, number: true, show: (h) => count(then.get(h)?.resolved ?? 0) },
          ]}
        />
      </details>
    </figure>
  );
}
