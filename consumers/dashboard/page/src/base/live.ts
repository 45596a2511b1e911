// SPDX-License-Identifier: Apache-2.0
//
// live.ts - what the server sends by itself: alerts, and the word that figures may have changed. The browser
// connects again by itself; what was missed meanwhile is asked for when it has.
import { useEffect, useRef, useState } from 'preact/hooks';
import { ask, type Alert } from './api';

const CHANGED_EVERY_MS = 3000;

export function useLive(onAlert: (a: Alert) => void, onChanged: () => void, onBegun: () => void): boolean {
  const [connected, setConnected] = useState(true);
  const call = useRef({ onAlert, onChanged, onBegun });
  call.current = { onAlert, onChanged, onBegun };
  useEffect(() => {
    const source = new EventSource('/api/live');
    let waiting: ReturnType<typeof setTimeout> | undefined;
    let last = 0;
    let lost = false;
    const changed = (): void => {
      if (waiting !== undefined) return;
      waiting = setTimeout(
        () => {
          waiting = undefined;
          last = Date.now();
          call.current.onChanged();
        },
        Math.max(0, last + CHANGED_EVERY_MS - Date.now()),
      );
    };
    source.addEventListener('alert', (event) => {
      call.current.onAlert(JSON.parse((event as MessageEvent<string>).data) as Alert);
    });
    source.addEventListener('changed', changed);
    // What is committed from here on comes by itself; what was before is asked for.
    source.addEventListener('begun', () => call.current.onBegun());
    source.addEventListener('open', () => {
      setConnected(true);
      if (lost) changed();
      lost = false;
    });
    source.addEventListener('error', () => {
      setConnected(false);
      // Refused for good: mostly the session has ended, which the next question shows.
      if (source.readyState === EventSource.CLOSED && !lost) ask('session', undefined, undefined, true).catch(() => undefined);
      lost = true;
    });
    return () => {
      source.close();
      clearTimeout(waiting);
    };
  }, []);
  return connected;
}
