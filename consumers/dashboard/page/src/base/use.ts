// SPDX-License-Identifier: Apache-2.0
//
// use.ts - answers of the server as state of a view; who is logged in.
import { createContext } from 'preact';
import { useCallback, useContext, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, ask, type Agency, type May, type Params, type Period, type Report, type Session } from './api';
import { language } from './lang';

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('no session');
  return session;
}

// What the page offers to change; the server judges again. Who sees as everybody on this machine changes nothing.
export function useMay(): Partial<May> {
  const session = useSession();
  return session.open ? {} : (session.may ?? {});
}

export interface Asked<T> {
  data: T | undefined;
  error: ApiError | undefined;
  busy: boolean;
  again: () => void;
  unattended: () => void; // again, because something changed and not because somebody asked
}

const TRIES = 3; // of a question that nobody asked; what was answered before is shown meanwhile
const RETRY_S = 5;

// Asks when the question changes. What was answered before stays until the next answer is there.
export function useAsk<T>(path: string | null, params?: Params): Asked<T> {
  const [state, set] = useState<{ data?: T; error?: ApiError; busy: boolean }>({ busy: path !== null });
  const [turn, setTurn] = useState({ unattended: false, tried: 0 });
  const key = path === null ? '' : path + JSON.stringify(params ?? {});
  const answered = useRef('');
  const asking = useRef('');
  useEffect(() => {
    if (path === null) {
      set({ busy: false });
      return undefined;
    }
    const stop = new AbortController();
    let waiting: ReturnType<typeof setTimeout> | undefined;
    // Another question is somebody's; and what is asked by itself greys nothing.
    const unattended = turn.unattended && asking.current === key;
    asking.current = key;
    if (!unattended) set((s) => ({ ...s, busy: true }));
    ask<T>(path, params, stop.signal, unattended).then(
      (data) => {
        answered.current = key;
        set({ data, busy: false });
      },
      (e: unknown) => {
        if (stop.signal.aborted) return;
        const error = e instanceof ApiError ? e : new ApiError(0, 'network', String(e), 0);
        const passing = ['busy', 'unavailable', 'network'].includes(error.code);
        if (unattended && passing && answered.current === key && turn.tried < TRIES) {
          set((s) => ({ ...s, busy: false }));
          waiting = setTimeout(() => setTurn({ unattended: true, tried: turn.tried + 1 }), 1000 * (error.retryAfter || RETRY_S));
        } else set((s) => ({ data: s.data, error, busy: false }));
      },
    );
    return () => {
      stop.abort();
      clearTimeout(waiting);
    };
  }, [key, turn]);
  const again = useCallback(() => setTurn({ unattended: false, tried: 0 }), []);
  const unattended = useCallback(() => setTurn({ unattended: true, tried: 0 }), []);
  return { data: state.data, error: state.error, busy: state.busy, again, unattended };
}

// On a phone a drawing has half the width, so that its letters stay as large.
export function useNarrow(): boolean {
  const [narrow, set] = useState(() => matchMedia('(max-width: 48rem)').matches);
  useEffect(() => {
    const media = matchMedia('(max-width: 48rem)');
    const f = (): void => set(media.matches);
    media.addEventListener('change', f);
    return () => media.removeEventListener('change', f);
  }, []);
  return narrow;
}

// Lists that hardly change are asked once a session.
const kept = new Map<string, Promise<unknown>>();
export function forget(): void {
  kept.clear();
}

function useKept<T>(path: string, params: Params, empty: T): T {
  const [value, set] = useState<T>(empty);
  const key = path + JSON.stringify(params);
  useEffect(() => {
    let here = true;
    let asked = kept.get(key) as Promise<T> | undefined;
    if (!asked) {
      asked = ask<T>(path, params);
      asked.catch(() => kept.delete(key));
      kept.set(key, asked);
    }
    asked.then(
      (v) => here && set(v),
      () => here && set([] as unknown as T),
    );
    return () => {
      here = false;
    };
  }, [key]);
  return value;
}

const NO_AGENCIES: Agency[] = [];
const NO_REPORTS: Report[] = [];
export const useAgencies = (): Agency[] => useKept('agencies', {}, NO_AGENCIES);
export const usePeriods = (): Period[] | null => useKept<Period[] | null>('periods', {}, null);

// The population that the rates of a report are of, in the language of the page.
export function usePopulation(name: string): string {
  const reports = useKept<Report[]>('reports', { lang: language() }, NO_REPORTS);
  const found = reports.find((r) => (r.report ?? r.name) === name);
  return found?.rates_are_of ?? found?.population ?? '';
}
