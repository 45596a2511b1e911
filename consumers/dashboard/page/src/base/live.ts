// SPDX-License-Identifier: Apache-2.0
//
// live.ts - what the server sends by itself: alerts, and the word that figures may have changed.
//
// Rule: whoever hears nothing takes another connection, and goes on behind the last event that it had. The browser does so when a
// connection ends, and only then. An answer other than 200 is final to it, such as a proxy's while the server is started again; and of a
// line that has gone silent it learns nothing, since the server's signs of life are none to it unless they are events.
// Rule: a page that nobody looks at has no connection. A browser has six to a server for all its tabs (HTTP/1.1), and each of these lasts:
// with six such pages open, no question of any other would be asked.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Alert } from './api';

const CHANGED_EVERY_MS = 3000;
const SILENT_MS = 50_000; // two signs of life of the server, and half of one
const OPENING_MS = 8000; // the browser may send the question on another connection that it kept, as dead as the first
const LOOK_MS = 2000;
const AGAIN_MS = 3000; // the pause behind the first refusal; each is twice the one before
const AGAIN_MOST_MS = 24_000;

export function useLive(onAlert: (a: Alert) => void, onChanged: () => void, onBegun: () => void): boolean {
  const [connected, setConnected] = useState(true);
  const call = useRef({ onAlert, onChanged, onBegun });
  call.current = { onAlert, onChanged, onBegun };
  useEffect(() => {
    let source: EventSource | undefined;
    let last = '';
    let heard = 0;
    let opened = false;
    let lost = false;
    let pause = AGAIN_MS;
    let again: ReturnType<typeof setTimeout> | undefined;
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let told = 0;
    const changed = (): void => {
      if (waiting !== undefined) return;
      waiting = setTimeout(
        () => {
          waiting = undefined;
          told = Date.now();
          call.current.onChanged();
        },
        Math.max(0, told + CHANGED_EVERY_MS - Date.now()),
      );
    };
    const lose = (): void => {
      setConnected(false);
      heard = Date.now();
      opened = false;
      lost = true;
    };
    const begin = (): void => {
      again = undefined;
      heard = Date.now();
      opened = false;
      source?.close();
      const now = (source = new EventSource(last ? `/api/live?last=${encodeURIComponent(last)}` : '/api/live'));
      const on = (name: string, act: (data: string) => void): void =>
        now.addEventListener(name, (event) => {
          const { data, lastEventId } = event as MessageEvent<string>;
          heard = Date.now();
          last = lastEventId || last;
          act(data);
        });
      on('alert', (data) => call.current.onAlert(JSON.parse(data) as Alert));
      on('changed', changed);
      on('beat', () => undefined);
      // What is committed from here on comes by itself; what was before is asked for.
      on('begun', () => call.current.onBegun());
      now.addEventListener('open', () => {
        heard = Date.now();
        opened = true;
        pause = AGAIN_MS;
        setConnected(true);
        if (lost) changed();
        lost = false;
      });
      now.addEventListener('error', () => {
        lose();
        if (now.readyState !== EventSource.CLOSED || again !== undefined) return;
        // Refused: mostly the session has ended, which the next question shows.
        ask('session', undefined, undefined, true).catch(() => undefined);
        again = setTimeout(begin, pause);
        pause = Math.min(2 * pause, AGAIN_MOST_MS);
      });
    };
    // By the clock of the day: it has gone on while the machine slept.
    const look = setInterval(() => {
      if (!source || again !== undefined || Date.now() - heard <= (opened ? SILENT_MS : OPENING_MS)) return;
      lose();
      begin();
    }, LOOK_MS);
    const turn = (): void => {
      clearTimeout(again);
      again = undefined;
      if (document.visibilityState !== 'hidden') {
        begin();
        return;
      }
      source?.close();
      source = undefined;
      lose();
    };
    document.addEventListener('visibilitychange', turn);
    turn();
    return () => {
      document.removeEventListener('visibilitychange', turn);
      source?.close();
      clearInterval(look);
      clearTimeout(again);
      clearTimeout(waiting);
    };
  }, []);
  return connected;
}
