// SPDX-License-Identifier: Apache-2.0
//
// live_line.ts - the connection on which the server sends by itself, and another one whenever it is gone.
//
// Rule: whoever hears nothing takes another connection, and goes on behind the last event that it had. The browser does so when a
// connection ends, and only then. An answer other than 200 is final to it, such as a proxy's while the server is started again; and of a
// line that has gone silent it learns nothing, since the server's signs of life are none to it unless they are events.
// Rule: a page that nobody looks at has no connection. A browser has six to a server for all its tabs (HTTP/1.1), and each of these lasts:
// with six such pages open, no question of any other would be asked.
import { ask, type Alert } from './api';

const SILENT_MS = 50_000; // two signs of life of the server, and half of one
const OPENING_MS = 8000; // the browser may send the question on another connection that it kept, as dead as the first
const LOOK_MS = 2000;
const MISSED_MS = 300_000; // whoever looks again later is shown the list, and not told what came in between piece by piece
const AGAIN_MS = 3000; // the pause behind the first refusal; each is twice the one before
const AGAIN_MOST_MS = 24_000;

export interface LiveCalls {
  alert: (a: Alert) => void;
  changed: () => void;
  begun: () => void; // what is committed from here on comes by itself; what was before is to be asked for
  connected: (is: boolean) => void;
}

interface Line {
  on: LiveCalls;
  source?: EventSource; // none while nobody looks
  last: string; // of the event that came last
  since: number; // of silence, or of the attempt to connect
  opened: boolean;
  lost: boolean; // and not there again yet
  pause: number;
  again?: ReturnType<typeof setTimeout>; // the next attempt behind a refusal
}

function lose(line: Line): void {
  line.on.connected(false);
  line.since = Date.now();
  line.opened = false;
  line.lost = true;
}

function opens(line: Line): void {
  line.since = Date.now();
  line.opened = true;
  line.pause = AGAIN_MS;
  line.on.connected(true);
  if (line.lost) line.on.changed();
  line.lost = false;
}

function fails(line: Line, source: EventSource): void {
  lose(line);
  if (source.readyState !== EventSource.CLOSED || line.again !== undefined) return;
  // Refused: mostly the session has ended, which the next question shows.
  ask('session', undefined, undefined, true).catch(() => undefined);
  line.again = setTimeout(() => begin(line), line.pause);
  line.pause = Math.min(2 * line.pause, AGAIN_MOST_MS);
}

function begin(line: Line): void {
  line.again = undefined;
  line.since = Date.now();
  line.opened = false;
  line.source?.close();
  const source = (line.source = new EventSource(line.last ? `/api/live?last=${encodeURIComponent(line.last)}` : '/api/live'));
  const hear = (name: string, act: (data: string) => void): void =>
    source.addEventListener(name, (event) => {
      const { data, lastEventId } = event as MessageEvent<string>;
      line.since = Date.now();
      line.last = lastEventId || line.last;
      act(data);
    });
  hear('alert', (data) => line.on.alert(JSON.parse(data) as Alert));
  hear('changed', line.on.changed);
  hear('beat', () => undefined);
  hear('begun', line.on.begun);
  source.addEventListener('open', () => opens(line));
  source.addEventListener('error', () => fails(line, source));
}

function end(line: Line): void {
  clearTimeout(line.again);
  line.again = undefined;
  line.source?.close();
  line.source = undefined;
}

// Goes on until the function that is returned is called.
export function openLive(on: LiveCalls): () => void {
  const line: Line = { on, last: '', since: 0, opened: false, lost: false, pause: AGAIN_MS };
  // By the clock of the day: it has gone on while the machine slept. It may also be set back.
  const look = setInterval(() => {
    const silence = Math.abs(Date.now() - line.since);
    if (!line.source || line.again !== undefined || silence <= (line.opened ? SILENT_MS : OPENING_MS)) return;
    lose(line);
    begin(line);
  }, LOOK_MS);
  const turn = (): void => {
    end(line);
    if (document.visibilityState === 'hidden') {
      lose(line);
      return;
    }
    if (line.lost && Math.abs(Date.now() - line.since) > MISSED_MS) line.last = '';
    begin(line);
  };
  document.addEventListener('visibilitychange', turn);
  turn();
  return () => {
    document.removeEventListener('visibilitychange', turn);
    clearInterval(look);
    end(line);
  };
}
