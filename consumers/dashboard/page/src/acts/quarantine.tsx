// SPDX-License-Identifier: Apache-2.0
//
// quarantine.tsx - messages that could not be loaded, and those of them that can be by now sent again: counted first.
import { useEffect, useState } from 'preact/hooks';
import type { Row } from '../base/api';
import { code, column, count, DASH, instant, t } from '../base/lang';
import { useAsk, useMay } from '../base/use';
import { PAGE, Pager } from '../parts/filters';
import { Grid, type Column } from '../parts/grid';
import { Answer } from '../parts/state';
import { Buttons, Dialog, Problem, useActing } from './dialog';

const text = (row: Row, name: string): string => (row[name] === null || row[name] === undefined ? '' : String(row[name]));

const columns = (): Column<Row>[] => [
  { key: 'at', title: t('quar_at'), show: (r) => instant(text(r, 'at')) },
  { key: 'place', title: `${column('partition')}, ${column('offset')}`, head: true, show: (r) => `${text(r, 'partition')}, ${text(r, 'offset')}` },
  { key: 'source', title: t('source'), show: (r) => text(r, 'source') || DASH },
  { key: 'cause', title: t('kind'), show: (r) => (text(r, 'cause') ? code(`CAUSE_${text(r, 'cause')}`) : DASH) },
  { key: 'reason', title: t('reason'), show: (r) => text(r, 'reason') || DASH },
  { key: 'replayed', title: t('quar_replayed'), show: (r) => (text(r, 'replayed_at') ? instant(text(r, 'replayed_at')) : t('no')) },
];

export function Quarantine({ offset, onReplayed }: { offset: number; onReplayed: () => void }) {
  const may = useMay();
  const asked = useAsk<Row[]>('quarantine', { limit: PAGE + 1, offset });
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState('');
  return (
    <>
      <Answer asked={asked}>
        {(rows) =>
          rows.length || offset ? (
            <details open={offset > 0}>
              <summary>{t('quar_list')}</summary>
              <Grid
                caption={t('quar_list')}
                quiet
                stack
                columns={columns()}
                rows={rows.slice(0, PAGE)}
                name={(r) => `${text(r, 'topic')} ${text(r, 'partition')} ${text(r, 'offset')}`}
                faint={(r) => Boolean(r.replayed_at)}
              />
              <Pager offset={offset} got={rows.length} />
            </details>
          ) : null
        }
      </Answer>
      <p role="status" class={said ? 'said' : 'unseen'}>
        {said}
      </p>
      {may.replay ? (
        <p class="no-print">
          <button type="button" onClick={() => setOpen(true)}>
            {t('quar_replay')}
          </button>
        </p>
      ) : null}
      {open ? (
        <Replay
          onClose={() => setOpen(false)}
          onDone={(did) => {
            setOpen(false);
            setSaid(t('quar_did', { n: count(did.sent), m: count(did.unreadable) }));
            asked.again();
            onReplayed();
          }}
        />
      ) : null}
    </>
  );
}

interface Replayed {
  sent: number;
  unreadable: number;
  waiting?: number;
  too_large?: number;
}

function Replay({ onClose, onDone }: { onClose: () => void; onDone: (did: Replayed) => void }) {
  const acting = useActing();
  const [would, setWould] = useState<Replayed | null>(null);
  useEffect(() => acting.run<Replayed>('replay', { dry_run: true }, setWould), []);
  return (
    <Dialog title={t('quar_title')} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          acting.run<Replayed>('replay', { dry_run: false }, onDone);
        }}
      >
        <p role="status">{would ? (would.sent ? '' : `${t('quar_none')} `) + t('quar_would', { n: count(would.sent), m: count(would.unreadable) }) : acting.problem ? '' : t('act_wait')}</p>
        {would && (would.waiting || would.too_large) ? <p>{t('quar_waiting', { n: count(would.waiting ?? 0), m: count(would.too_large ?? 0) })}</p> : null}
        <Problem of={acting.problem} />
        <Buttons go={t('quar_go', { n: count(would?.sent ?? 0) })} busy={acting.busy} off={!would?.sent} onClose={onClose} />
      </form>
    </Dialog>
  );
}
