// SPDX-License-Identifier: Apache-2.0
//
// main.tsx - the frame around every view: who is looking, at which instant, the pages, the language.
import { render } from 'preact';
import { useEffect, useLayoutEffect, useState } from 'preact/hooks';
import { ApiError, ask, askEarly, forgetEarly, onLoggedOut, post, type Session } from './base/api';
import { instant, language, setLanguage, setZone, t, type Lang } from './base/lang';
import { useRoute, withParams } from './base/route';
import { forget, SessionContext } from './base/use';
import type { Word } from './base/words';
import { Failed } from './parts/state';
import { Login } from './views/login';
import { menuOf, viewOf } from './views/all';
import '../style/app.css';

setLanguage(language());
askEarly('session');
for (const [path, params] of viewOf(location.pathname).early?.(new URLSearchParams(location.search)) ?? []) askEarly(path, params);

function Languages({ onChange }: { onChange: (lang: Lang) => void }) {
  const one = (lang: Lang, text: string) => (
    <button type="button" lang={lang} aria-pressed={language() === lang} onClick={() => onChange(lang)}>
      {text}
    </button>
  );
  return (
    <div class="languages" role="group" aria-label={t('language')}>
      {one('vi', 'Tiếng Việt')}
      {one('en', 'English')}
    </div>
  );
}

function Who({ session, onLogout }: { session: Session; onLogout: () => void }) {
  const sees = session.sees === 'all' ? t('sees_all') : !session.sees.length ? t('sees_none') : t('sees_some', { codes: session.sees.join(', ') });
  return (
    <p class="who">
      <span>
        {t('role')} <b>{session.role}</b>, {sees}
      </span>
      {session.open ? null : (
        <button type="button" onClick={onLogout}>
          {t('logout')}
        </button>
      )}
    </p>
  );
}

function Menu({ at, whole }: { at: Word; whole: boolean }) {
  return (
    <nav class="menu" aria-label={t('menu')}>
      <ul>
        {menuOf(whole).map(([path, word]) => (
          <li key={path}>
            <a href={path} aria-current={word === at ? 'page' : undefined}>
              {t(word)}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

function Page({ session, onLogout, onLanguage }: { session: Session; onLogout: () => void; onLanguage: (l: Lang) => void }) {
  const route = useRoute();
  const view = viewOf(route.path);
  const [first, setFirst] = useState(true);
  useLayoutEffect(() => {
    document.title = `${t(view.title)} - hentra`;
    // Another view is read from its heading on; the first one is where the browser puts it.
    if (!first) {
      document.querySelector<HTMLElement>('h1')?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    setFirst(false);
    // On a phone the menu is a strip that is wider than the window.
    document.querySelector('.menu [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' });
  }, [route.path]);
  const View = view.show;
  return (
    <>
      <a class="skip" href="#content">
        {t('skip')}
      </a>
      <header class="top">
        <a class="brand" href="/today">
          hentra
        </a>
        <p class="clock">
          {t('now_is')} <b>{instant(session.now)}</b>
          {session.simulated ? ` (${t('simulated')})` : ''}
        </p>
        <Who session={session} onLogout={onLogout} />
        <Languages onChange={onLanguage} />
      </header>
      {session.open ? <p class="open-note">{t('open_note', { role: session.role })}</p> : null}
      {session.sees.length ? null : <p class="open-note">{t('sees_none_note', { role: session.role })}</p>}
      <div class="frame">
        <Menu at={view.title} whole={session.whole} />
        <main id="content">
          <h1 tabIndex={-1}>{t(view.title)}</h1>
          {view.whole && !session.whole ? (
            <p class="ask">{t('only_whole', { role: session.role, why: t(view.whole) })}</p>
          ) : (
            <View key={view.title} params={route.params} path={route.path} />
          )}
        </main>
      </div>
    </>
  );
}

function App() {
  const [session, setSession] = useState<Session | null | undefined>(undefined);
  const [error, setError] = useState<ApiError | null>(null);
  const [, redraw] = useState(0);
  const load = (): void => {
    setError(null);
    ask<Session>('session').then(
      (s) => {
        setZone(s.zone);
        setSession(s);
      },
      (e: unknown) => {
        forgetEarly();
        if (e instanceof ApiError && (e.status === 401 || e.status === 403)) setSession(null);
        else setError(e instanceof ApiError ? e : new ApiError(0, 'network', String(e), 0));
      },
    );
  };
  useEffect(() => {
    onLoggedOut(() => {
      forget();
      setSession(null);
    });
    load();
  }, []);
  // The clock of the head goes on with what its reader does: a timer would keep an unattended session alive.
  const { path } = useRoute();
  useEffect(() => {
    if (session) ask<Session>('session').then(setSession, () => undefined);
  }, [path]);
  const changeLanguage = (lang: Lang): void => {
    setLanguage(lang);
    history.replaceState(null, '', withParams({ offset: new URLSearchParams(location.search).get('offset') }));
    redraw((n) => n + 1);
  };
  const logout = (): void => {
    post('logout', null, '', session?.csrf ?? '').then(
      () => {
        forget();
        setSession(null);
      },
      () => load(),
    );
  };
  if (error)
    return (
      <main class="alone">
        <h1>hentra</h1>
        <Failed error={error} again={load} />
      </main>
    );
  if (session === undefined) return <p class="loading alone">{t('loading')}</p>;
  if (session === null)
    return (
      <Login
        languages={<Languages onChange={changeLanguage} />}
        onDone={(s) => {
          setZone(s.zone);
          forget();
          setSession(s);
        }}
      />
    );
  return (
    <SessionContext.Provider value={session}>
      <Page key={language()} session={session} onLogout={logout} onLanguage={changeLanguage} />
    </SessionContext.Provider>
  );
}

const root = document.getElementById('app');
if (root) render(<App />, root);
