// SPDX-License-Identifier: Apache-2.0
//
// chart.tsx - a rate over time, by uPlot. The point below the pointer, or come to with the arrow keys, is read
// out with its numerator and denominator; a gap is where nothing was to be counted.
import { useEffect, useRef, useState } from 'preact/hooks';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import type { Series } from '../base/api';
import { count, day, decimal, percentOf, rate, t } from '../base/lang';

type Point = Series['points'][number];
const seconds = (text: string): number => Date.parse(`${text.slice(0, 10)}T00:00:00Z`) / 1000;
export const spanOf = (p: Point): string => (p.first === p.last ? day(p.first) : `${day(p.first)} - ${day(p.last)}`);

const HALF_MONTH = 15 * 86400; // seconds, on each side of a point that is alone

const colour = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function options(width: number, points: Point[], onPoint: (i: number | null) => void): uPlot.Options {
  const axis = { stroke: colour('--soft'), grid: { stroke: colour('--line'), width: 1 }, ticks: { stroke: colour('--line') }, font: '12px system-ui, sans-serif' };
  return {
    width,
    padding: [null, 36, null, null],
    height: 300,
    tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), 'UTC'),
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false }, points: { size: 8 } },
    scales: { x: { time: true, range: (_u, low, high) => (points.length === 1 ? [low - HALF_MONTH, low + HALF_MONTH] : [low, high]) }, y: { range: (_u, low, high) => scale(low, high) } },
    axes: [
      { ...axis, values: (_u, at) => at.map((s) => day(new Date(s * 1000).toISOString()).slice(0, points.length > 40 ? undefined : 10)), space: 90 },
      { ...axis, values: (_u, at) => at.map((v) => `${decimal(v, at.length > 1 && (at[1] as number) - (at[0] as number) < 1 ? 1 : 0)} %`), size: 64 },
    ],
    series: [{}, { stroke: colour('--accent'), width: 2, fill: colour('--wash'), points: { show: points.length < 80, size: 5 } }],
    hooks: { setCursor: [(u) => onPoint(u.cursor.idx ?? null)] },
  };
}

// Rates near 100 % are told apart; none is cut off.
function scale(low: number | null, high: number | null): [number, number] {
  if (low === null || high === null) return [0, 100];
  const room = Math.max((high - low) * 0.15, 0.5);
  return [Math.max(0, low - room), Math.min(100, high + room)];
}

export function Chart({ series, title }: { series: Series; title: string }) {
  const box = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | null>(null);
  const [at, setAt] = useState<number | null>(null);
  const points = series.points;
  useEffect(() => {
    const place = box.current;
    if (!place) return undefined;
    const draw = (): void => {
      plot.current?.destroy();
      const data: uPlot.AlignedData = [points.map((p) => seconds(p.first)), points.map((p) => percentOf(p.numerator, p.denominator))];
      plot.current = new uPlot(options(place.clientWidth || 600, points, setAt), data, place);
    };
    draw();
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const watch = new ResizeObserver(() => plot.current?.setSize({ width: place.clientWidth, height: 300 }));
    watch.observe(place);
    dark.addEventListener('change', draw);
    return () => {
      watch.disconnect();
      dark.removeEventListener('change', draw);
      plot.current?.destroy();
      plot.current = null;
    };
  }, [series]);
  const move = (event: KeyboardEvent): void => {
    const last = points.length - 1;
    const here = at ?? last; // the point that is read out
    const to = { ArrowLeft: here - 1, ArrowRight: here + 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    const next = Math.min(last, Math.max(0, to));
    const u = plot.current;
    const p = points[next];
    if (u && p) u.setCursor({ left: u.valToPos(seconds(p.first), 'x'), top: 10 });
    setAt(next);
  };
  const p = at === null ? points[points.length - 1] : points[at];
  return (
    <figure class="chart">
      <p class="point" role="status">
        {p
          ? p.denominator
            ? t('point', { span: spanOf(p), rate: rate(p.numerator, p.denominator), n: count(p.numerator), d: count(p.denominator) })
            : t('point_none', { span: spanOf(p) })
          : t('nothing')}
      </p>
      <div class="plot" ref={box} tabIndex={0} role="group" aria-label={`${title}. ${t('chart_keys')}`} onKeyDown={move} />
    </figure>
  );
}
