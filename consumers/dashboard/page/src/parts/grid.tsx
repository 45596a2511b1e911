// SPDX-License-Identifier: Apache-2.0
//
// grid.tsx - tables: with a caption, scrolled by keyboard where they are wider than the window, and on a phone
// a block a row. Roles are said, since a table that is shown as blocks loses its own.
import type { ComponentChildren } from 'preact';
import type { Row } from '../base/api';
import { column, code, count, DASH, instant, t } from '../base/lang';

export interface Column<R> {
  key: string;
  title: string;
  show: (row: R) => ComponentChildren;
  number?: boolean;
  head?: boolean; // names the row
  screen?: boolean; // not on paper
}

const classOf = <R,>(c: Column<R>): string => `${c.number ? 'n' : ''}${c.screen ? ' no-print' : ''}`.trim();

interface Props<R> {
  caption: string;
  quiet?: boolean; // the caption is for screen readers; a heading stands above
  columns: Column<R>[];
  rows: R[];
  name?: (row: R) => string;
  faint?: (row: R) => boolean;
  tone?: (row: R) => string;
  stack?: boolean;
}

export function Grid<R>({ caption, quiet, columns, rows, name, faint, tone, stack }: Props<R>) {
  const cells = (row: R) =>
    columns.map((c) => {
      const className = classOf(c);
      return c.head ? (
        <th key={c.key} scope="row" role="rowheader" class={className} data-label={c.title}>
          {c.show(row)}
        </th>
      ) : (
        <td key={c.key} role="cell" class={className} data-label={c.title}>
          {c.show(row)}
        </td>
      );
    });
  return (
    <div class={`scroll${stack ? ' stack' : ''}`} role="region" aria-label={caption} tabIndex={0}>
      <table role="table">
        <caption class={quiet ? 'unseen' : ''}>{caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {columns.map((c) => (
              <th key={c.key} scope="col" role="columnheader" class={classOf(c)}>
                {c.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {rows.map((row, i) => (
            <tr
              role="row"
              key={name ? name(row) : i}
              class={`${faint?.(row) ? 'faint' : ''} ${tone?.(row) ?? ''}`.trim()}
            >
              {cells(row)}
            </tr>
          ))}
          {rows.length === 0 ? (
            <tr role="row">
              <td role="cell" colSpan={columns.length} class="none">
                {t('nothing')}
              </td>
            </tr>
          ) : null}
        </tbody>
      </table>
    </div>
  );
}

const INSTANT = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/;

function plain(value: unknown): string {
  if (value === null || value === undefined || value === '') return DASH;
  if (typeof value === 'number') return Number.isInteger(value) ? count(value) : String(value);
  if (typeof value === 'boolean') return t(value ? 'yes' : 'no');
  if (Array.isArray(value)) return value.map(plain).join('; ');
  if (typeof value === 'object') return JSON.stringify(value);
  const text = String(value);
  return INSTANT.test(text) ? instant(text) : code(text);
}

function shown(name: string, value: unknown): string {
  if (name === 'cause' && value) return code(`CAUSE_${value}`);
  return /^(name|source|topic|partition|agency|procedure)$/.test(name) ? String(value ?? DASH) : plain(value);
}

// A table of rows whose columns are the server's: those that are empty everywhere are left out.
export function Plain({ caption, rows, first, quiet }: { caption: string; rows: Row[]; first: string[]; quiet?: boolean }) {
  const names = [...new Set([...first, ...rows.flatMap((r) => Object.keys(r))])].filter((n) =>
    rows.some((r) => r[n] !== null && r[n] !== undefined && r[n] !== ''),
  );
  const columns: Column<Row>[] = names.map((n, i) => ({
    key: n,
    title: column(n),
    head: i === 0,
    number: rows.every((r) => r[n] === null || r[n] === undefined || typeof r[n] === 'number') && !/partition$/.test(n),
    show: (r) => shown(n, r[n]),
  }));
  if (!rows.length) return <p class="none">{t('nothing')}</p>;
  return <Grid caption={caption} quiet={quiet} columns={columns} rows={rows} stack />;
}
