// SPDX-License-Identifier: Apache-2.0
//
// alerts.tsx - alerts as rows, with who looks after them.
import { useState } from 'preact/hooks';
import { Cared, CareForm } from '../acts/care';
import type { Alert } from '../base/api';
import { code, instant, language, t } from '../base/lang';
import { useMay } from '../base/use';
import { Badge } from './figure';
import { Grid, type Column } from './grid';

// As a parameter: a code has dots, and a path with dots looks like a file.
export const dossierPath = (id: string): string => `/dossier?id=${encodeURIComponent(id)}`;

export const alertText = (a: Alert): string =>
  (language() === 'vi' ? a.text_vi : a.text_en) ?? `${code(a.kind)} ${a.dossier ?? ''} ${a.agency_name ?? a.agency ?? ''}`;

interface Props {
  alerts: Alert[];
  caption: string;
  short?: boolean;
  fresh?: Set<string>;
  onCared: () => void;
}

export function Alerts({ alerts, caption, short, fresh, onCared }: Props) {
  const may = useMay();
  const [chosen, choose] = useState<Alert[]>([]);
  const columns: Column<Alert>[] = [
    { key: 'at', title: t('at'), show: (a) => instant(a.at, true) },
    {
      key: 'kind',
      title: t('alert'),
      show: (a) => (
        <span title={a.rule}>
          <Badge value={a.kind} tone={a.state === 'CLEARED' ? 'plain' : undefined} />
          {a.state === 'CLEARED' ? ` ${t('cleared')}${a.reason ? `: ${code(a.reason).toLowerCase()}` : ''}` : ''}
        </span>
      ),
    },
    { key: 'dossier', title: t('dossier'), head: true, show: (a) => (a.dossier ? <a class="code" href={dossierPath(a.dossier)}>{a.dossier}</a> : '') },
    { key: 'agency', title: t('agency'), show: (a) => a.agency_name ?? a.agency ?? '' },
    { key: 'due', title: t('due'), show: (a) => instant(a.due_at) },
    {
      key: 'care',
      title: t('care'),
      show: (a) => (
        <>
          <Cared alert={a} />
          {may.ack && a.state !== 'CLEARED' ? (
            <button type="button" class="small" aria-label={t('act_of', { what: t('care_do'), name: alertText(a) })} onClick={() => choose([a])}>
              {t('care_do')}
            </button>
          ) : null}
        </>
      ),
    },
  ];
  const open = alerts.filter((a) => a.state !== 'CLEARED');
  const cared = may.ack || alerts.some((a) => a.acknowledged || a.snoozed);
  return (
    <>
      <Grid
        caption={caption}
        quiet
        stack
        columns={columns.filter((c) => (c.key !== 'dossier' || !short) && (c.key !== 'care' || cared))}
        rows={alerts}
        name={(a) => `${a.alert}.${a.transition}`}
        faint={(a) => a.state === 'CLEARED'}
        tone={(a) => (fresh?.has(`${a.alert}.${a.transition}`) ? 'fresh' : '')}
      />
      {may.ack && short && open.length > 1 ? (
        <p class="no-print">
          <button type="button" onClick={() => choose(open)}>
            {t('care_all', { n: open.length })}
          </button>
        </p>
      ) : null}
      {chosen.length ? (
        <CareForm
          alerts={chosen}
          text={chosen.map(alertText).join(' ')}
          onClose={() => choose([])}
          onDone={() => {
            choose([]);
            onCared();
          }}
        />
      ) : null}
    </>
  );
}
