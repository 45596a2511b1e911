// SPDX-License-Identifier: Apache-2.0
//
// audit.tsx - published figures of a CSV against each other and beside the warehouse's. The file is read by the
// server and not kept.
import { useRef, useState } from 'preact/hooks';
import { ApiError, post, type Row } from '../base/api';
import { count, day, DASH, decimal, instant, language, share, t } from '../base/lang';
import { useSession } from '../base/use';
import { Badge, Provenance } from '../parts/figure';
import { Grid, type Column } from '../parts/grid';
import { Failed } from '../parts/state';
import { text } from './late';

// A decimal as the server writes it: 91.84.
function unit(r: Row, value: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(value)) return value || DASH;
  return decimal(Number(value), value.split('.')[1]?.length ?? 0) + (r.percent ? ' %' : '');
}


function columns(): Column<Row>[] {
  return [
    { key: 'severity', title: t('a_severity'), show: (r) => <Badge value={r.severity} /> },
    {
      key: 'place',
      title: t('a_place'),
      show: (r) => (
        <>
          {text(r, 'place')}
          {text(r, 'level') && text(r, 'level') !== 'ALL' ? `, ${text(r, 'level')}` : ''}{' '}
          <span class="soft">
            {day(text(r, 'period_from'))} - {day(text(r, 'period_to'))} {text(r, 'source')}
          </span>
        </>
      ),
    },
    { key: 'indicator', title: t('a_indicator'), head: true, show: (r) => text(r, 'indicator') },
    { key: 'printed', title: t('a_printed'), number: true, show: (r) => unit(r, text(r, 'printed')) },
    {
      key: 'right',
      title: t('a_right'),
      number: true,
      show: (r) => (
        <>
          <b>{unit(r, text(r, 'right'))}</b>
          {text(r, 'denominator') ? <span class="parts"> {share(Number(r.numerator), Number(r.denominator))}</span> : null}
        </>
      ),
    },
    { key: 'others', title: t('a_others'), number: true, show: (r) => unit(r, text(r, 'others')) },
    { key: 'explanation', title: t('a_explanation'), show: (r) => text(r, 'explanation') },
    {
      key: 'rule',
      title: t('a_rule'),
      show: (r) => (
        <span class="soft">
          {text(r, 'rule')} ({text(r, 'rule_source')}) [{text(r, 'code')}]
        </span>
      ),
    },
    { key: 'lines', title: t('a_lines'), show: (r) => text(r, 'lines') },
  ];
}

export function Audit() {
  const session = useSession();
  const file = useRef<HTMLInputElement>(null);
  const [rows, setRows] = useState<Row[] | null>(null);
  const [error, setError] = useState<ApiError | null>(null);
  const [busy, setBusy] = useState(false);
  const send = (event: Event): void => {
    event.preventDefault();
    const chosen = file.current?.files?.[0];
    if (!chosen) return;
    setBusy(true);
    setError(null);
    setRows(null);
    post<Row[]>(`audit?lang=${language()}`, chosen, 'text/csv', session.csrf)
      .then(setRows, (e: unknown) => setError(e instanceof ApiError ? e : new ApiError(0, 'network', String(e), 0)))
      .then(() => setBusy(false));
  };
  return (
    <>
      <p>{t('a_text')}</p>
      <p class="soft">{t('a_columns')}</p>
      <form class="filters" onSubmit={send}>
        <label>
          <span>{t('a_file')}</span>
          <input ref={file} type="file" accept=".csv,text/csv" required />
        </label>
        <button type="submit" class="main" disabled={busy}>
          {t(busy ? 'a_again' : 'a_go')}
        </button>
      </form>
      {error ? <Failed error={error} /> : null}
      <p role="status">{rows ? (rows.length ? t('a_found', { n: count(rows.length) }) : t('a_none')) : ''}</p>
      {rows?.length ? (
        <>
          <Grid caption={t('p_audit')} quiet stack columns={columns()} rows={rows} />
          <Provenance counted={{ asOf: instant(session.now), rule: session.rule }} />
        </>
      ) : null}
    </>
  );
}
