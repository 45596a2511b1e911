// SPDX-License-Identifier: Apache-2.0
//
// nothere.tsx - an address that leads nowhere.
import { t } from '../base/lang';
import type { ViewProps } from './all';

export function NotHere({ path }: ViewProps) {
  return (
    <p>
      {t('not_here_text', { path })} <a href="/today">{t('p_today')}</a>
    </p>
  );
}
