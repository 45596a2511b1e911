// SPDX-License-Identifier: Apache-2.0
//
// receivers.tsx - programs and mailboxes that get alerts: added, changed, switched, tried by one test message.
import { useState } from 'preact/hooks';
import type { Receiver } from '../base/api';
import { count, t } from '../base/lang';
import { useAgencies, useAsk, useMay } from '../base/use';
import { agencyLabel } from '../parts/filters';
import { Grid, type Column } from '../parts/grid';
import { Answer } from '../parts/state';
import { Buttons, Dialog, Problem, Sure, useActing } from './dialog';

type Doing = { what: 'add' } | { what: 'change' | 'switch' | 'try'; receiver: Receiver };

export function Receivers() {
  const may = useMay();
  const asked = useAsk<Receiver[]>('receivers');
  const [doing, setDoing] = useState<Doing | null>(null);
  const [answer, setAnswer] = useState('');
  const close = (): void => setDoing(null);
  const done = (): void => {
    close();
    setAnswer('');
    asked.again();
  };
  const act = (r: Receiver, word: 'act_change' | 'recv_test' | 'act_off' | 'act_on', what: 'change' | 'switch' | 'try') => (
    <button type="button" class="small" aria-label={t('act_of', { what: t(word), name: r.name })} onClick={() => setDoing({ what, receiver: r })}>
      {t(word)}
    </button>
  );
  const columns: Column<Receiver>[] = [
    { key: 'name', title: t('recv_name'), head: true, show: (r) => r.name },
    { key: 'kind', title: t('recv_kind'), show: (r) => t(r.kind === 'mail' ? 'recv_mail' : 'recv_webhook') },
    { key: 'address', title: t('recv_address'), show: (r) => r.address.replace(/^mailto:/, '') },
    { key: 'agency', title: t('agency'), show: (r) => r.agency ?? t('all_agencies') },
    { key: 'when', title: t('recv_when'), show: (r) => (r.digest ? t('recv_daily', { at: r.digest }) : t('recv_each')) },
    { key: 'waiting', title: t('recv_waiting'), number: true, show: (r) => count(r.waiting) },
    { key: 'given_up', title: t('recv_given_up'), number: true, show: (r) => (r.given_up ? <b class="late-link">{count(r.given_up)}</b> : count(0)) },
    { key: 'state', title: t('rule_state'), show: (r) => t(r.enabled ? 'rule_is_on' : 'rule_is_off') },
    {
      key: 'acts',
      title: t('act_actions'),
      screen: true,
      show: (r) => (
        <span class="acts">
          {act(r, 'recv_test', 'try')}
          {act(r, 'act_change', 'change')}
          {act(r, r.enabled ? 'act_off' : 'act_on', 'switch')}
        </span>
      ),
    },
  ];
  return (
    <>
      <p role="status" class={answer ? 'said' : 'unseen'}>
        {answer}
      </p>
      <Answer asked={asked}>
        {(list) => (
          <Grid
            caption={t('recv_title')}
            quiet
            stack
            columns={columns.filter((c) => c.key !== 'acts' || may.receivers)}
            rows={list}
            name={(r) => `${r.kind} ${r.name}`}
            tone={(r) => (r.enabled ? '' : 'off')}
          />
        )}
      </Answer>
      {may.receivers ? (
        <p class="no-print">
          <button type="button" onClick={() => setDoing({ what: 'add' })}>
            {t('recv_add')}
          </button>
        </p>
      ) : null}
      {doing?.what === 'add' ? <ReceiverForm onClose={close} onDone={done} /> : null}
      {doing?.what === 'change' ? <ReceiverForm receiver={doing.receiver} onClose={close} onDone={done} /> : null}
      {doing?.what === 'switch' ? <Switch receiver={doing.receiver} onClose={close} onDone={done} /> : null}
      {doing?.what === 'try' ? (
        <Sure
          title={t('recv_test')}
          text={t('recv_test_sure', { name: doing.receiver.name })}
          go={t('recv_test')}
          path="receiver"
          body={{ kind: doing.receiver.kind, verb: 'try', name: doing.receiver.name }}
          onClose={close}
          onDone={(a) => {
            const { answer: said, taken, why } = a as { answer?: string; taken?: boolean; why?: string };
            done();
            setAnswer(`${doing.receiver.name}: ${taken === false ? t('recv_refused', { text: why ?? said ?? '' }) : t('recv_answer', { text: said ?? '' })}`);
          }}
        />
      ) : null}
    </>
  );
}

function Switch({ receiver: r, onClose, onDone }: { receiver: Receiver; onClose: () => void; onDone: () => void }) {
  const go = t(r.enabled ? 'act_off' : 'act_on');
  const title = t('act_of', { what: go, name: r.name });
  const text = r.enabled ? t('recv_off_sure', { name: r.name, n: count(r.waiting) }) : `${title}.`;
  return <Sure title={title} text={text} go={go} path="receiver" body={{ kind: r.kind, verb: r.enabled ? 'off' : 'on', name: r.name }} onClose={onClose} onDone={onDone} />;
}

function ReceiverForm({ receiver, onClose, onDone }: { receiver?: Receiver; onClose: () => void; onDone: () => void }) {
  const agencies = useAgencies();
  const acting = useActing();
  const [kind, setKind] = useState<'webhook' | 'mail'>(receiver?.kind ?? 'webhook');
  const [name, setName] = useState(receiver?.name ?? '');
  const [address, setAddress] = useState('');
  const [agency, setAgency] = useState(receiver?.agency ?? '');
  const [digest, setDigest] = useState(receiver?.digest ?? '');
  const options: Record<string, string> = {};
  if (address.trim()) options[kind === 'mail' ? 'to' : 'url'] = address.trim();
  if (receiver ? agency !== (receiver.agency ?? '') : agency) options.agency = agency || 'any';
  if (receiver ? digest !== (receiver.digest ?? '') : digest) options.digest = digest || 'off';
  const send = (event: Event): void => {
    event.preventDefault();
    acting.run('receiver', { kind, verb: receiver ? 'set' : 'add', name: name.trim(), options }, onDone);
  };
  return (
    <Dialog title={receiver ? t('act_of', { what: t('recv_change'), name: receiver.name }) : t('recv_add')} onClose={onClose}>
      <form onSubmit={send}>
        <div class="entries">
          {receiver ? null : (
            <>
              <label>
                <span>{t('recv_kind')}</span>
                <select name="kind" value={kind} onChange={(e) => setKind(e.currentTarget.value as 'webhook' | 'mail')}>
                  <option value="webhook">{t('recv_webhook')}</option>
                  <option value="mail">{t('recv_mail')}</option>
                </select>
              </label>
              <label>
                <span>{t('recv_name')}</span>
                <input name="name" required maxLength={60} value={name} onInput={(e) => setName(e.currentTarget.value)} />
              </label>
            </>
          )}
          <label>
            <span>{t(kind === 'mail' ? 'recv_to' : 'recv_url')}</span>
            <input
              name="address"
              type={(kind === 'mail' ? 'email' : 'url') as 'url'}
              autocomplete="off"
              required={!receiver}
              value={address}
              onInput={(e) => setAddress(e.currentTarget.value)}
            />
            {receiver ? <small>{t('recv_kept')}</small> : null}
          </label>
          <label>
            <span>{t('agency')}</span>
            <select name="agency" value={agency} onChange={(e) => setAgency(e.currentTarget.value)}>
              <option value="">{t('all_agencies')}</option>
              {agencies.map((a) => (
                <option key={a.code} value={a.code}>
                  {agencyLabel(a)}
                </option>
              ))}
            </select>
          </label>
          <label>
            <span>{t('recv_digest')}</span>
            <input name="digest" type="time" value={digest} onInput={(e) => setDigest(e.currentTarget.value)} />
            <small>{t('recv_digest_hint')}</small>
          </label>
        </div>
        <p class="soft">{t('recv_note')}</p>
        <Problem of={acting.problem} />
        <Buttons go={t('act_save')} busy={acting.busy} off={receiver && !Object.keys(options).length} onClose={onClose} />
      </form>
    </Dialog>
  );
}
