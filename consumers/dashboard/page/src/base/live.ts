// SPDX-License-Identifier: Apache-2.0
//
// live.ts - what the server sends by itself, for a view: alerts, and the word that figures may have changed.
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Alert } from './api';
import { openLive } from './live_line';

const CHANGED_EVERY_MS = 3000;

// Calls `act` at most once in a while, and once more for what came meanwhile.
function seldom(act: () => void): { call: () => void; end: () => void } {
  let waiting: ReturnType<typeof setTimeout> | undefined;
  let last = 0;
  return {
    call: () => {
      if (waiting !== undefined) return;
      waiting = setTimeout(
        () => {
          waiting = undefined;
          last = Date.now();
          act();
        },
        Math.min(CHANGED_EVERY_MS, Math.max(0, last + CHANGED_EVERY_MS - Date.now())), // the clock may be set back
      );
    },
    end: () => clearTimeout(waiting),
  };
}

export function useLive(onAlert: (a: Alert) => void, onChanged: () => void, onBegun: () => void): boolean {
  const [connected, setConnected] = useState(true);
  const call = useRef({ onAlert, onChanged, onBegun });
  call.current = { onAlert, onChanged, onBegun };
  useEffect(() => {
    const changed = seldom(() => call.current.onChanged());
    const close = openLive({
      alert: (a) => call.current.onAlert(a),
      changed: changed.call,
      begun: () => call.current.onBegun(),
      connected: setConnected,
    });
    return () => {
      close();
      changed.end();
    };
  }, []);
  return connected;
}
