// SPDX-License-Identifier: Apache-2.0
//
// all.ts - the views by their path, in the order of the menu.
import type { ComponentType } from 'preact';
import type { Params } from '../base/api';
import type { Word } from '../base/words';
import { Audit } from './audit';
import { DossierView } from './dossier';
import { Form06 } from './form06';
import { Index766 } from './index766';
import { Late } from './late';
import { NotHere } from './nothere';
import { OverTime } from './overtime';
import { PipelineView } from './pipeline';
import { Quality } from './quality';
import { Risk } from './risk';
import { earlyOfToday, TodayView } from './today';
import { Units } from './units';

export interface ViewProps {
  params: URLSearchParams;
  path: string;
}
interface View {
  title: Word;
  show: ComponentType<ViewProps>;
  begins?: string; // with which question the menu leads to it
  whole?: Word; // for roles that read what is not kept by agency alone, and why
  early?: (params: URLSearchParams) => [string, Params?][]; // its first questions, which wait for nothing
}

const VIEWS: Record<string, View> = {
  today: { title: 'p_today', show: TodayView, early: earlyOfToday },
  late: { title: 'p_late', show: Late },
  risk: { title: 'p_risk', show: Risk, begins: '?state=RUNNING' },
  units: { title: 'p_units', show: Units },
  time: { title: 'p_time', show: OverTime },
  form06: { title: 'p_form06', show: Form06 },
  index766: { title: 'p_index766', show: Index766, whole: 'why_index766' },
  quality: { title: 'p_quality', show: Quality },
  pipeline: { title: 'p_pipeline', show: PipelineView, whole: 'why_pipeline' },
  audit: { title: 'p_audit', show: Audit },
  dossier: { title: 'p_dossier', show: DossierView },
};

// The pages that a role has something on.
export const menuOf = (whole: boolean): [string, Word][] =>
  Object.entries(VIEWS)
    .filter(([, v]) => whole || !v.whole)
    .map(([name, v]) => [`/${name}${v.begins ?? ''}`, v.title]);

export function viewOf(path: string): View {
  const name = path.split('/')[1] || 'today';
  return VIEWS[name === 'login' ? 'today' : name] ?? { title: 'not_here', show: NotHere };
}
