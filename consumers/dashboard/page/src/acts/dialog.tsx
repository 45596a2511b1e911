// SPDX-License-Identifier: Apache-2.0
//
// dialog.tsx - a form over the page: the browser keeps the focus in it, Escape closes it, and the focus goes back.
// What the server refuses is said beside the form, in its own words.
import type { ComponentChildren } from 'preact';
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { act, ApiError } from '../base/api';
import { t } from '../base/lang';
import { useSession } from '../base/use';
import type { Word } from '../base/words';

export function Dialog({ title, onClose, children }: { title: string; onClose: () => void; children: ComponentChildren }) {
  const box = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const opened = box.current;
    opened?.showModal();
    return () => opened?.close();
  }, []);
  return (
    <dialog ref={box} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  );
}

export interface Acting {
  busy: boolean;
  problem: unknown;
  run: <T>(path: string, body: object, then: (answer: T) => void) => void;
}

export function useActing(): Acting {
  const { csrf } = useSession();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<unknown>(null);
  const run = <T,>(path: string, body: object, then: (answer: T) => void): void => {
    setBusy(true);
    setProblem(null);
    act<T>(path, body, csrf).then(
      (answer) => {
        setBusy(false);
        then(answer);
      },
      (e: unknown) => {
        setBusy(false);
        setProblem(e);
      },
    );
  };
  return { busy, problem, run };
}

// There before it is needed, so that it is read out.
export function Problem({ of }: { of: unknown }) {
  let said = '';
  let words = '';
  if (of instanceof ApiError) {
    said = of.code === 'forbidden' ? t('act_forbidden') : of.code === 'bad_request' ? t('act_failed') : t(`e_${of.code}` as Word) || t('act_failed');
    if (of.code !== 'forbidden' && of.code !== 'unauthorized') words = of.message;
  } else if (of) said = t('act_failed');
  return (
    <p class="problem" role="alert">
      {said} {words ? <span lang="en">{words}</span> : null}
    </p>
  );
}

// The end of a form: what sends it, and the way out.
export function Buttons({ go, busy, off, onClose, children }: { go: string; busy: boolean; off?: boolean; onClose: () => void; children?: ComponentChildren }) {
  return (
    <p class="buttons">
      <button type="submit" class="main" disabled={busy || off}>
        {busy ? t('act_wait') : go}
      </button>
      {children}
      <button type="button" onClick={onClose}>
        {t('act_cancel')}
      </button>
    </p>
  );
}

// What matters is asked once more.
export function Sure({ title, text, go, path, body, onClose, onDone }: { title: string; text: string; go: string; path: string; body: object; onClose: () => void; onDone: (answer: unknown) => void }) {
  const acting = useActing();
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(e) => {
          e.preventDefault();
          acting.run(path, body, onDone);
        }}
      >
        <p>{text}</p>
        <Problem of={acting.problem} />
        <Buttons go={go} busy={acting.busy} onClose={onClose} />
      </form>
    </Dialog>
  );
}
