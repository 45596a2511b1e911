// SPDX-License-Identifier: Apache-2.0
//
// login.tsx - a database role and its password. The address stays: after the login the view is there that was
// asked for.
import type { ComponentChildren } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { ApiError, post, type Session } from '../base/api';
import { t } from '../base/lang';
import { go } from '../base/route';
import type { Word } from '../base/words';

function why(e: unknown): string {
  if (!(e instanceof ApiError)) return t('e_network');
  if (e.status === 401) return t('login_wrong');
  if (e.status === 429) return t('login_slow', { s: e.retryAfter || 60 });
  return t(`e_${e.code}` as Word);
}

export function Login({ languages, onDone }: { languages: ComponentChildren; onDone: (session: Session) => void }) {
  const [role, setRole] = useState('');
  const [password, setPassword] = useState('');
  const [problem, setProblem] = useState('');
  const [busy, setBusy] = useState(false);
  useEffect(() => {
    document.title = `${t('p_login')} - hentra`;
  });
  const send = (event: Event): void => {
    event.preventDefault();
    setBusy(true);
    setProblem('');
    post<Session>('login', JSON.stringify({ role, password }), 'application/json', '').then(
      (session) => {
        if (location.pathname === '/login' || location.pathname === '/') go('/today', true);
        onDone(session);
      },
      (e: unknown) => {
        setBusy(false);
        setPassword('');
        setProblem(why(e));
      },
    );
  };
  return (
    <main class="alone login">
      <h1>hentra</h1>
      <p class="soft">{t('login_text')}</p>
      <form onSubmit={send}>
        <label>
          <span>{t('login_role')}</span>
          <input
            name="role"
            autocomplete="username"
            autocapitalize="none"
            spellcheck={false}
            required
            value={role}
            onInput={(e) => setRole(e.currentTarget.value)}
          />
        </label>
        <label>
          <span>{t('login_password')}</span>
          <input
            name="password"
            type="password"
            autocomplete="current-password"
            required
            value={password}
            onInput={(e) => setPassword(e.currentTarget.value)}
          />
        </label>
        <p class="problem" role="alert">
          {problem}
        </p>
        <button type="submit" class="main" disabled={busy}>
          {t('login_go')}
        </button>
      </form>
      {languages}
    </main>
  );
}
