// SPDX-License-Identifier: Apache-2.0
//
// route.ts - the address is the state of the page: a path names the view, the query its question. So every view
// can be shared, and back and forward work.
import { useEffect, useState } from 'preact/hooks';
import { query, type Params } from './api';

export interface Route {
  path: string;
  params: URLSearchParams;
}

const read = (): Route => ({ path: location.pathname, params: new URLSearchParams(location.search) });
const listeners = new Set<() => void>();
const tell = (): void => listeners.forEach((f) => f());

addEventListener('popstate', tell);

export function go(href: string, replace = false): void {
  if (replace) history.replaceState(null, '', href);
  else history.pushState(null, '', href);
  tell();
}

export function useRoute(): Route {
  const [route, set] = useState(read);
  useEffect(() => {
    const f = (): void => set(read());
    listeners.add(f);
    return () => {
      listeners.delete(f);
    };
  }, []);
  return route;
}

// The present address with some of its parameters changed; an empty value takes one away. Another question
// begins at its first page.
export function withParams(changes: Params): string {
  const now = Object.fromEntries(new URLSearchParams(location.search));
  delete now.lang;
  if (!('offset' in changes)) delete now.offset;
  return location.pathname + query({ ...now, ...changes });
}

// Links within the page do not load it again.
document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  const link = (event.target as Element | null)?.closest?.('a');
  if (!link || link.origin !== location.origin || link.hasAttribute('download') || link.target) return;
  if (link.pathname.startsWith('/api/') || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  go(link.pathname + link.search);
});
