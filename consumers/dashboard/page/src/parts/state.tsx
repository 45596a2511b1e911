// SPDX-License-Identifier: Apache-2.0
//
// state.tsx - an answer that is not there yet, or that could not be given, and what to do about it.
import type { ComponentChildren } from 'preact';
import type { ApiError } from '../base/api';
import { t, type Lang } from '../base/lang';
import type { Word } from '../base/words';
import type { Asked } from '../base/use';

export type { Lang };

export function Failed({ error, again }: { error: ApiError; again?: () => void }) {
  // What only who sees everything is told has words of its own; all else is said in the server's.
  const part = error.code === 'bad_request' && error.message.includes('sees some agencies only');
  const word = part ? 'e_part' : (`e_${error.code}` as Word);
  return (
    <div class="failed" role="alert">
      <p>{t(word)}</p>
      {error.message && error.code === 'bad_request' && !part ? <p class="soft" lang="en">{error.message}</p> : null}
      {again && !part && error.code !== 'forbidden' ? (
        <button type="button" onClick={again}>
          {t('again')}
        </button>
      ) : null}
    </div>
  );
}

// The answer, greyed while the next one is asked for.
export function Answer<T>({ asked, children }: { asked: Asked<T>; children: (data: T) => ComponentChildren }) {
  if (asked.error) return <Failed error={asked.error} again={asked.again} />;
  if (asked.data === undefined) return <p class="loading">{t('loading')}</p>;
  return (
    <div class="answer" aria-busy={asked.busy}>
      {children(asked.data)}
    </div>
  );
}
