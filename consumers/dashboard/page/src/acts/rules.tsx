// SPDX-License-Identifier: Apache-2.0
//
// rules.tsx - the rules by which alerts are raised: added, changed, switched, and tried on the last 30 days before they count.
import { useState } from 'preact/hooks';
import type { Rule } from '../base/api';
import { code, count, DASH, day, decimal, localDay, t, worked } from '../base/lang';
import { useAsk, useMay, useSession } from '../base/use';
import { Grid, type Column } from '../parts/grid';
import { Answer } from '../parts/state';
import { Sure } from './dialog';
import { RuleForm, TRIABLE } from './rule_form';
import { Trial } from './trial';

export const percent = (part: number | null): string => (part === null ? DASH : `${decimal(100 * part, Number.isInteger(Math.round(1e6 * part) / 1e4) ? 0 : 2)} %`);

function whenOf(r: Rule): string {
  const times = (r.minutes ?? '')
    .split(',')
    .map((m) => worked(Number(m)))
    .join(', ');
  switch (r.kind) {
    case 'DUE_SOON':
      return t('rule_before_text', { times });
    case 'ESCALATION':
      return t('rule_after_text', { times });
    case 'LIKELY_LATE':
      return t('rule_chance_text', { p: percent(r.chance), m: percent((r.chance ?? 0) - (r.margin ?? 0)) });
    case 'SOURCE_SILENT':
      return t('rule_silent_text', { factor: r.factor ?? 0, times });
    default:
      return t('rule_overdue_text');
  }
}

function scopeOf(r: Rule): string {
  const parts = [r.case_kind && r.case_kind !== 'DOSSIER' ? code(r.case_kind) : '', r.level ? code(r.level) : '', r.agency ?? '', r.procedure ?? ''].filter(Boolean);
  return parts.length ? parts.join('; ') : r.kind === 'SOURCE_SILENT' ? '' : t('rule_everything');
}

type Doing = { what: 'add' } | { what: 'change' | 'try' | 'off'; rule: Rule };

export function Rules() {
  const may = useMay();
  const { open } = useSession();
  const tries = (r: Rule): boolean => !open && TRIABLE.includes(r.kind); // it reads all dossiers: not for whoever comes by
  const asked = useAsk<Rule[]>('rules');
  const [doing, setDoing] = useState<Doing | null>(null);
  const close = (): void => setDoing(null);
  const done = (): void => {
    close();
    asked.again();
  };
  const act = (r: Rule, word: 'act_change' | 'rule_try' | 'act_off' | 'act_on', go: () => void) => (
    <button type="button" class="small" aria-label={t('act_of', { what: t(word), name: r.name })} onClick={go}>
      {t(word)}
    </button>
  );
  const columns: Column<Rule>[] = [
    { key: 'name', title: t('rule_name'), head: true, show: (r) => r.name },
    { key: 'kind', title: t('rule_kind'), show: (r) => code(r.kind) },
    { key: 'when', title: t('rule_when'), show: whenOf },
    { key: 'scope', title: t('rule_scope'), show: scopeOf },
    { key: 'since', title: t('rule_begins'), show: (r) => (r.start_mark ? day(localDay(r.start_mark)) : DASH) },
    { key: 'open', title: t('rule_open'), number: true, show: (r) => count(r.open) },
    { key: 'state', title: t('rule_state'), show: (r) => t(r.enabled ? 'rule_is_on' : 'rule_is_off') },
    {
      key: 'acts',
      title: t('act_actions'),
      screen: true,
      show: (r) =>
        may.rules || tries(r) ? (
          <span class="acts">
            {tries(r) ? act(r, 'rule_try', () => setDoing({ what: 'try', rule: r })) : null}
            {may.rules ? act(r, 'act_change', () => setDoing({ what: 'change', rule: r })) : null}
            {may.rules ? act(r, r.enabled ? 'act_off' : 'act_on', () => setDoing({ what: 'off', rule: r })) : null}
          </span>
        ) : null,
    },
  ];
  return (
    <>
      <Answer asked={asked}>
        {(rules) => <Grid caption={t('l_rules')} quiet stack columns={columns.filter((c) => c.key !== 'acts' || may.rules || rules.some(tries))} rows={rules} name={(r) => r.name} tone={(r) => (r.enabled ? '' : 'off')} />}
      </Answer>
      {may.rules ? (
        <p class="no-print">
          <button type="button" onClick={() => setDoing({ what: 'add' })}>
            {t('rule_add')}
          </button>
        </p>
      ) : null}
      {doing?.what === 'add' ? <RuleForm onClose={close} onDone={done} /> : null}
      {doing?.what === 'change' ? <RuleForm rule={doing.rule} onClose={close} onDone={done} /> : null}
      {doing?.what === 'try' ? <Trial rule={doing.rule} onClose={close} /> : null}
      {doing?.what === 'off' ? <Switch rule={doing.rule} onClose={close} onDone={done} /> : null}
    </>
  );
}

function Switch({ rule: r, onClose, onDone }: { rule: Rule; onClose: () => void; onDone: () => void }) {
  const go = t(r.enabled ? 'act_off' : 'act_on');
  const text = r.enabled ? t('rule_off_sure', { name: r.name, n: count(r.open) }) : `${t('act_of', { what: go, name: r.name })}. ${t('rule_note')}`;
  const body = { verb: r.enabled ? 'off' : 'on', name: r.name };
  return <Sure title={t('act_of', { what: go, name: r.name })} text={text} go={go} path="rule" body={body} onClose={onClose} onDone={onDone} />;
}
