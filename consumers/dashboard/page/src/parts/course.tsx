// SPDX-License-Identifier: Apache-2.0
//
// course.tsx - the course of a dossier as a line: who held it, pauses, the return date. The sentences beside it
// say the same in words.
import { code, instant, t } from '../base/lang';
import { useNarrow } from '../base/use';
import type { Course } from '../base/why';

const H = 74;

export function CourseLine({ course: c, nameOf }: { course: Course; nameOf: (code: string) => string }) {
  const W = useNarrow() ? 360 : 720;
  if (c.begin === null || c.end <= c.begin) return null;
  const last = Math.max(c.end, c.due ?? 0);
  const x = (at: number): number => ((at - (c.begin as number)) / (last - (c.begin as number))) * (W - 4) + 2;
  const due = c.due !== null && c.due >= c.begin ? x(c.due) : null;
  return (
    <figure class="course">
      <svg viewBox={`0 0 ${W} ${H}`} role="img" aria-label={t('course_alt', { end: t(c.ended ? 'end_w' : 'now_w') })}>
        <line class="grid-line" x1="2" x2={W - 2} y1="37" y2="37" />
        {c.held.map((s, i) => (
          <g key={`h${i}`}>
            <title>{nameOf(s.what)}</title>
            <rect class={`held ${i % 2 ? 'odd' : ''}`} x={x(s.from)} y="24" width={Math.max(1, x(s.to) - x(s.from))} height="26" />
            {x(s.to) - x(s.from) > 80 ? (
              <text class="held-name" x={x(s.from) + 6} y="41">
                {nameOf(s.what).slice(0, Math.floor((x(s.to) - x(s.from)) / 7))}
              </text>
            ) : null}
          </g>
        ))}
        {c.pauses.map((s, i) => (
          <rect key={`p${i}`} class="pause" x={x(s.from)} y="52" width={Math.max(2, x(s.to) - x(s.from))} height="6">
            <title>{code(s.what)}</title>
          </rect>
        ))}
        {due !== null && c.due !== null && c.end > c.due ? <rect class="over" x={due} y="18" width={x(c.end) - due} height="4" /> : null}
        {due !== null ? (
          <>
            <line class="due-line" x1={due} x2={due} y1="14" y2="60" />
            <text class="axis due-text" x={Math.min(Math.max(due, 60), W - 60)} y="10" text-anchor="middle">
              {t('legend_due')}
            </text>
          </>
        ) : null}
        <text class="axis" x="2" y="72">
          {instant(new Date(c.begin).toISOString())}
        </text>
        <text class="axis" x={W - 2} y="72" text-anchor="end">
          {instant(new Date(last).toISOString())}
        </text>
      </svg>
      <figcaption>
        <span class="key key-held">{t('legend_held')}</span>
        {c.pauses.length ? <span class="key key-pause">{t('legend_paused')}</span> : null}
        <span class="key key-due">{t('legend_due')}</span>
      </figcaption>
    </figure>
  );
}
