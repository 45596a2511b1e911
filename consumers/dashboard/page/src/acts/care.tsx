// SPDX-License-Identifier: Apache-2.0
//
// care.tsx - an alert that somebody looks after: who acknowledged or snoozed it, until when and why, and the form for it.
import { useState } from 'preact/hooks';
import type { Alert } from '../base/api';
import { instant, localDay, t } from '../base/lang';
import { useSession } from '../base/use';
import { Buttons, Dialog, Problem, useActing } from './dialog';

export function Cared({ alert: a }: { alert: Alert }) {
  const line = (text: string, reason: string | null) => (
    <span class="cared">
      {text}
      {reason ? <q>{reason}</q> : null}
    </span>
  );
  return (
    <>
      {a.acknowledged ? line(t('care_acknowledged', { by: a.acknowledged.by, at: instant(a.acknowledged.at) }), a.acknowledged.reason) : null}
      {a.snoozed ? line(t('care_snoozed', { by: a.snoozed.by, until: instant(a.snoozed.until) }), a.snoozed.reason) : null}
    </>
  );
}

// The next day at eight, by the clock of the warehouse.
function tomorrow(now: string): string {
  const at = new Date(`${localDay(now)}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + 1);
  return `${at.toISOString().slice(0, 10)}T08:00`;
}

type What = 'acknowledge' | 'snooze' | 'lift';

interface Props {
  alerts: Alert[]; // open ones
  text: string;
  onClose: () => void;
  onDone: () => void;
}

export function CareForm({ alerts, text, onClose, onDone }: Props) {
  const session = useSession();
  const acting = useActing();
  const [what, setWhat] = useState<What>('acknowledge');
  const [until, setUntil] = useState(tomorrow(session.now));
  const [reason, setReason] = useState('');
  const one = (value: What) => (
    <label class="choice">
      <input type="radio" name="what" value={value} checked={what === value} onChange={() => setWhat(value)} />
      {t(`care_${value}`)}
    </label>
  );
  const send = (event: Event): void => {
    event.preventDefault();
    const body = { alerts: alerts.map((a) => String(a.alert)), what, reason: reason.trim(), ...(what === 'snooze' ? { until } : {}) };
    acting.run('ack', body, onDone);
  };
  return (
    <Dialog title={t('care_title')} onClose={onClose}>
      <form onSubmit={send}>
        <p>{text}</p>
        {alerts.length === 1 ? <Cared alert={alerts[0] as Alert} /> : null}
        <fieldset>
          <legend>{t('care_what')}</legend>
          {one('acknowledge')}
          {one('snooze')}
          {alerts.some((a) => a.acknowledged || a.snoozed) ? one('lift') : null}
        </fieldset>
        {what === 'snooze' ? (
          <label>
            <span>{t('care_until')}</span>
            <input name="until" type="datetime-local" required value={until} onInput={(e) => setUntil(e.currentTarget.value)} />
            <small>{until ? until.replace(/^(\d+)-(\d+)-(\d+)T/, '$3/$2/$1 ') : ''}</small>
          </label>
        ) : null}
        <label>
          <span>{t('care_reason')}</span>
          <input name="reason" required maxLength={500} value={reason} onInput={(e) => setReason(e.currentTarget.value)} />
        </label>
        <p class="soft">{t('care_note')}</p>
        <Problem of={acting.problem} />
        <Buttons go={t(`care_${what}`)} busy={acting.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
