// SPDX-License-Identifier: Apache-2.0
//
// api.ts - questions to the server that this page came from, and the shapes of its answers.

export type Params = Record<string, string | number | null | undefined>;
export type Row = Record<string, unknown>;

export interface May {
  ack: boolean;
  rules: boolean;
  receivers: boolean;
  replay: boolean;
}
export interface Session {
  role: string;
  csrf: string;
  open: boolean;
  sees: 'all' | string[];
  whole: boolean; // it reads what is not kept by agency, too
  zone: string;
  now: string;
  simulated: boolean;
  version: string;
  rule: string;
  may?: Partial<May>; // what its role may change
}
export interface Hour {
  hour: string;
  received: number;
  resolved: number;
}
export interface Today {
  at: string;
  overdue: number;
  due_today: number;
  due_1_3_days: number;
  in_time: number;
  paused: number;
  no_due: number;
  open: number;
  hours: Hour[];
  yesterday?: Hour[] | { hours: Hour[] };
}
export interface Care {
  by: string;
  at: string;
  reason: string | null;
  until?: string;
}
export interface Alert {
  alert: number | string;
  transition: number;
  state: string;
  rule: string;
  kind: string;
  dossier: string | null;
  agency: string | null;
  agency_name: string | null;
  procedure: string | null;
  due_at: string | null;
  at: string;
  reason: string | null;
  text_vi?: string;
  text_en?: string;
  acknowledged?: Care | null;
  snoozed?: Care | null;
}
export interface Agency {
  code: string;
  name: string | null;
  level: string | null;
  parent: string | null;
  kind: string | null;
}
export interface Period {
  code: string;
  first: string;
  last: string;
}
export interface Series {
  grain: string;
  measure: string;
  population: string;
  rule: string | number;
  as_of: string;
  points: { first: string; last: string; numerator: number; denominator: number }[];
}
export interface Occurrence {
  status: string;
  occurred_at: string | null;
  occurred_day?: boolean;
  reopens?: boolean;
  agency?: string | null;
}
export interface Statement {
  kind?: string;
  status: string;
  occurred_at: string | null;
  occurred_day?: boolean;
  stated_at: string | null;
  observed_at: string | null;
  retracted_at?: string | null;
  due_at?: string | null;
  agency: string | null;
  source: string | null;
  superseded: boolean;
  occurrences?: Occurrence[] | null;
}
export interface Dossier {
  dossier: Row;
  statements: Statement[];
  alerts: Alert[];
  explain?: { vi: string; en: string }[];
}
export interface Report {
  report?: string;
  name?: string;
  title?: string;
  rates_are_of?: string | null;
  population?: string | null;
}
export interface Pipeline {
  partitions: Row[];
  quarantine: Row[];
}
export interface Rule {
  name: string;
  kind: string;
  minutes: string | null; // of working time, with commas between
  level: string | null;
  agency: string | null;
  procedure: string | null;
  case_kind: string | null;
  enabled: boolean;
  start_mark: string | null;
  factor: number | null;
  chance: number | null;
  margin: number | null;
  open: number;
}
export interface Receiver {
  kind: 'webhook' | 'mail';
  name: string;
  address: string;
  digest: string | null;
  agency: string | null;
  enabled: boolean;
  waiting: number;
  given_up: number;
}

export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly retryAfter: number,
  ) {
    super(message);
  }
}

// Called when the server knows nobody any more.
let loggedOut: () => void = () => undefined;
export function onLoggedOut(f: () => void): void {
  loggedOut = f;
}

export function query(params?: Params): string {
  const q = new URLSearchParams();
  for (const [name, value] of Object.entries(params ?? {}))
    if (value !== null && value !== undefined && value !== '') q.set(name, String(value));
  const text = q.toString();
  return text ? `?${text}` : '';
}

async function answer<T>(response: Response): Promise<T> {
  if (response.ok) return response.status === 204 ? (undefined as T) : ((await response.json()) as T);
  let body: { error?: string; code?: string } = {};
  try {
    body = await response.json();
  } catch {
    // An answer of something between us and the server.
  }
  const code = body.code ?? (response.status === 401 ? 'unauthorized' : response.status >= 500 ? 'unavailable' : 'bad_request');
  throw new ApiError(response.status, code, body.error ?? '', Number(response.headers.get('Retry-After')) || 0);
}

const AS_JSON = { Accept: 'application/json' };

// What the first view will ask is asked while the session still is; its answer is taken once, and soon.
const early = new Map<string, Promise<Response>>();
const EARLY_MS = 5000;
export function askEarly(path: string, params?: Params): void {
  const url = `/api/${path}${query(params)}`;
  const asked = fetch(url, { credentials: 'same-origin', headers: AS_JSON });
  asked.catch(() => undefined);
  early.set(url, asked);
  setTimeout(() => early.delete(url), EARLY_MS);
}
export function forgetEarly(): void {
  early.clear();
}

async function send<T>(path: string, init: RequestInit): Promise<T> {
  let response: Response;
  const asked = init.method ? undefined : early.get(path);
  early.delete(path);
  try {
    response = await (asked ?? fetch(path, { credentials: 'same-origin', ...init }));
    if (init.signal?.aborted) throw new DOMException('', 'AbortError');
  } catch (e) {
    if (e instanceof DOMException && e.name === 'AbortError') throw e;
    throw new ApiError(0, 'network', '', 0);
  }
  return answer<T>(response);
}

// unattended: nobody did anything for it, so it keeps no session alive.
export async function ask<T>(path: string, params?: Params, signal?: AbortSignal, unattended = false): Promise<T> {
  try {
    return await send<T>(`/api/${path}${query(params)}`, { signal, headers: unattended ? { ...AS_JSON, 'X-Unattended': '1' } : AS_JSON });
  } catch (e) {
    // A role that lost its rights is refused its session, too.
    if (e instanceof ApiError && (e.status === 401 || (e.status === 403 && path === 'session'))) loggedOut();
    throw e;
  }
}

export function post<T>(path: string, body: BodyInit | null, type: string, csrf: string): Promise<T> {
  const headers: Record<string, string> = { ...AS_JSON };
  if (body !== null) headers['Content-Type'] = type;
  if (csrf) headers['X-CSRF-Token'] = csrf;
  return send<T>(`/api/${path}`, { method: 'POST', body, headers });
}

// What changes something. A session that has ended leads to the login, as with a question.
export async function act<T>(path: string, body: object, csrf: string): Promise<T> {
  try {
    return await post<T>(path, JSON.stringify(body), 'application/json', csrf);
  } catch (e) {
    if (e instanceof ApiError && e.status === 401) loggedOut();
    throw e;
  }
}

export const download = (name: string, format: 'csv' | 'xlsx', params: Params): string =>
  `/api/download/${name}.${format}${query(params)}`;
