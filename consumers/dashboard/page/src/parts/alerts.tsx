// SPDX-License-Identifier: Apache-2.0
//
// alerts.tsx - alerts as rows.
import type { Alert } from '../base/api';
import { code, instant, language, t } from '../base/lang';
import { Badge } from './figure';
import { Grid, type Column } from './grid';

// As a parameter: a code has dots, and a path with dots looks like a file.
export const dossierPath = (id: string): string => `/dossier?id=${encodeURIComponent(id)}`;

export const alertText = (a: Alert): string =>
  (language() === 'vi' ? a.text_vi : a.text_en) ?? `${code(a.kind)} ${a.dossier ?? ''} ${a.agency_name ?? a.agency ?? ''}`;

export function Alerts({ alerts, caption, short, fresh }: { alerts: Alert[]; caption: string; short?: boolean; fresh?: Set<string> }) {
  const columns: Column<Alert>[] = [
    { key: 'at', title: t('at'), show: (a) => instant(a.at, true) },
    {
      key: 'kind',
      title: t('alert'),
      show: (a) => (
        <>
          <Badge value={a.kind} tone={a.state === 'CLEARED' ? 'plain' : undefined} />
          {a.state === 'CLEARED' ? ` ${t('cleared')}${a.reason ? `: ${code(a.reason).toLowerCase()}` : ''}` : ''}
        </>
      ),
    },
    { key: 'dossier', title: t('dossier'), head: true, show: (a) => (a.dossier ? <a href={dossierPath(a.dossier)}>{a.dossier}</a> : '') },
    { key: 'agency', title: t('agency'), show: (a) => a.agency_name ?? a.agency ?? '' },
    { key: 'due', title: t('due'), show: (a) => instant(a.due_at) },
  ];
  return (
    <Grid
      caption={caption}
      quiet
      stack
      columns={short ? columns.filter((c) => c.key !== 'dossier') : columns}
      rows={alerts}
      name={(a) => `${a.alert}.${a.transition}`}
      faint={(a) => a.state === 'CLEARED'}
      tone={(a) => (fresh?.has(`${a.alert}.${a.transition}`) ? 'fresh' : '')}
    />
  );
}
