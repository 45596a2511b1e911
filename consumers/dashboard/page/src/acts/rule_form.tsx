// SPDX-License-Identifier: Apache-2.0
//
// rule_form.tsx - the form of one rule. What it leaves as it was is not sent; the server checks all of it.
import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import type { Rule } from '../base/api';
import { code, t } from '../base/lang';
import { useAgencies, useSession } from '../base/use';
import { agencyLabel } from '../parts/filters';
import { Buttons, Dialog, Problem, useActing } from './dialog';
import { lastDays, Tried, type Trying } from './trial';

const KINDS = ['DUE_SOON', 'OVERDUE', 'ESCALATION', 'LIKELY_LATE', 'SOURCE_SILENT'];
// Chances are tested against the past by `hentra foresight check`.
export const TRIABLE = ['DUE_SOON', 'OVERDUE', 'ESCALATION'];
const LEVELS = ['province', 'district', 'commune', 'unknown'];
const CASES = ['dossier', 'petition', 'task'];

export type Options = Record<string, string | boolean>;

// Minutes of working time as the options have them: 480 is 1d.
function timeOf(minutes: string): string {
  const n = Number(minutes);
  const [d, h, m] = [Math.floor(n / 480), Math.floor((n % 480) / 60), n % 60];
  return `${d ? `${d}d` : ''}${h ? `${h}h` : ''}${m ? `${m}m` : ''}` || '0m';
}

const bare = (part: number | null): string => (part === null ? '' : String(Math.round(1e4 * part) / 100));

interface Entries {
  name: string;
  kind: string;
  times: string;
  chance: string;
  margin: string;
  factor: string;
  agency: string;
  level: string;
  procedure: string;
  kase: string;
}

function entriesOf(r?: Rule): Entries {
  return {
    name: r?.name ?? '',
    kind: r?.kind ?? 'DUE_SOON',
    times: r ? (r.minutes ?? '').split(',').filter(Boolean).map(timeOf).join(',') : '1d',
    chance: r ? bare(r.chance) : '50',
    margin: r ? bare(r.margin) : '5',
    factor: r ? String(r.factor ?? '') : '3',
    agency: r?.agency ?? '',
    level: (r?.level ?? '').toLowerCase(),
    procedure: r?.procedure ?? '',
    kase: r ? (r.case_kind ?? 'any').toLowerCase() : 'dossier',
  };
}

// As options of `hentra alert rule`.
function optionsOf(e: Entries, before?: Entries): Options {
  const out: Options = {};
  const put = (option: string, entry: keyof Entries, unit = ''): void => {
    if (before ? e[entry] !== before[entry] : e[entry] !== '') out[option] = e[entry] ? e[entry] + unit : 'any';
  };
  if (e.kind === 'DUE_SOON') put('before', 'times');
  if (e.kind === 'ESCALATION') put('after', 'times');
  if (e.kind === 'OVERDUE' && !before) out.overdue = true;
  if (e.kind === 'SOURCE_SILENT') {
    put('silent', 'times');
    put('factor', 'factor');
    return out;
  }
  if (e.kind === 'LIKELY_LATE') {
    put('chance', 'chance', '%');
    put('margin', 'margin', '%');
  }
  put('agency', 'agency');
  put('level', 'level');
  put('procedure', 'procedure');
  put('case', 'kase');
  return out;
}

function Field({ label, hint, children }: { label: string; hint?: string; children: ComponentChildren }) {
  return (
    <label>
      <span>{label}</span>
      {children}
      {hint ? <small>{hint}</small> : null}
    </label>
  );
}

export function RuleForm({ rule, onClose, onDone }: { rule?: Rule; onClose: () => void; onDone: () => void }) {
  const before = rule ? entriesOf(rule) : undefined;
  const [e, set] = useState(entriesOf(rule));
  const [tried, setTried] = useState<Trying | null>(null);
  const [sure, setSure] = useState(false);
  const agencies = useAgencies();
  const session = useSession();
  const acting = useActing();
  const options = optionsOf(e, before);
  const change = (name: keyof Entries) => (event: { currentTarget: { value: string } }): void => {
    set({ ...e, [name]: event.currentTarget.value });
    setTried(null);
    setSure(false);
  };
  const text = (name: keyof Entries, more: object = {}) => <input name={name} value={e[name]} onInput={change(name)} {...more} />;
  const choice = (name: keyof Entries, list: [string, string][]) => (
    <select name={name} value={e[name]} onChange={change(name)}>
      {list.map(([value, label]) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  );
  const tryIt = (): void => {
    const span = lastDays(session.now);
    acting.run<Trying>('rule_try', { ...(rule ? { name: rule.name } : {}), options, ...span }, (answer) => setTried({ ...answer, ...span }));
  };
  return (
    <Dialog title={rule ? t('act_of', { what: t('rule_change'), name: rule.name }) : t('rule_add')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const body = { verb: rule ? 'set' : 'add', name: e.name.trim(), options };
          // A change may clear alerts: it is checked first, and asked once more.
          if (rule && !sure) acting.run('rule', { ...body, dry_run: true }, () => setSure(true));
          else acting.run('rule', body, onDone);
        }}
      >
        <div class="entries">
          {rule ? null : <Field label={t('rule_name')}>{text('name', { required: true, maxLength: 60 })}</Field>}
          {rule ? null : <Field label={t('rule_kind')}>{choice('kind', KINDS.map((k) => [k, code(k)]))}</Field>}
          {e.kind === 'DUE_SOON' ? (
            <Field label={t('rule_times_before')} hint={t('rule_times_hint')}>
              {text('times', { required: true })}
            </Field>
          ) : null}
          {e.kind === 'ESCALATION' ? (
            <Field label={t('rule_times_after')} hint={t('rule_times_hint')}>
              {text('times', { required: true })}
            </Field>
          ) : null}
          {e.kind === 'LIKELY_LATE' ? (
            <>
              <Field label={t('rule_chance')}>{text('chance', { required: true, inputMode: 'decimal' })}</Field>
              <Field label={t('rule_margin')}>{text('margin', { inputMode: 'decimal' })}</Field>
            </>
          ) : null}
          {e.kind === 'SOURCE_SILENT' ? (
            <>
              <Field label={t('rule_silent_time')}>{text('times', { required: true })}</Field>
              <Field label={t('rule_factor')}>{text('factor', { inputMode: 'decimal' })}</Field>
            </>
          ) : (
            <>
              <Field label={t('agency')}>{choice('agency', [['', t('all_agencies')], ...agencies.map((a): [string, string] => [a.code, agencyLabel(a)])])}</Field>
              <Field label={t('s_level')}>{choice('level', [['', t('rule_any_level')], ...LEVELS.map((l): [string, string] => [l, code(l.toUpperCase())])])}</Field>
              <Field label={t('procedure')}>{text('procedure', { placeholder: t('procedure_hint') })}</Field>
              <Field label={t('rule_case')}>{choice('kase', [...CASES.map((c): [string, string] => [c, code(c.toUpperCase())]), ['any', t('rule_any_case')]])}</Field>
            </>
          )}
        </div>
        {sure && rule ? (
          <p class="ask" role="alert">
            {t('rule_set_sure', { name: rule.name })}
          </p>
        ) : (
          <p class="soft">{t('rule_note')}</p>
        )}
        <Problem of={acting.problem} />
        {tried ? <Tried tried={tried} /> : null}
        <Buttons go={t('act_save')} busy={acting.busy} off={rule && !Object.keys(options).length} onClose={onClose}>
          {!TRIABLE.includes(e.kind) ? null : (
            <button type="button" disabled={acting.busy} onClick={tryIt}>
              {t('rule_try_month')}
            </button>
          )}
        </Buttons>
      </form>
    </Dialog>
  );
}
