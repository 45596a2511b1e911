// SPDX-License-Identifier: Apache-2.0
//
// pipeline.tsx - how far behind the loaders are, what could not be loaded, by which rules alerts are raised, who is told, sources gone
// quiet.
import { Quarantine } from '../acts/quarantine';
import { Receivers } from '../acts/receivers';
import { Rules } from '../acts/rules';
import type { Pipeline, Row } from '../base/api';
import { instant, t } from '../base/lang';
import { useAsk, useSession } from '../base/use';
import { Provenance } from '../parts/figure';
import { Plain } from '../parts/grid';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';
import { text } from './late';
import { Sources } from './quality';

export function PipelineView({ params }: ViewProps) {
  const session = useSession();
  const pipeline = useAsk<Pipeline>('pipeline');
  const sources = useAsk<Row[]>('sources');
  return (
    <>
      <Answer asked={pipeline}>
        {(p) => (
          <>
            <h2>{t('l_partitions')}</h2>
            <Plain caption={t('l_partitions')} quiet rows={p.partitions} first={['topic', 'partition', 'offset', 'behind_since']} />
            <h2>{t('l_quarantine')}</h2>
            <Plain caption={t('l_quarantine')} quiet rows={p.quarantine} first={['source', 'cause', 'count', 'replayed', 'newest']} />
          </>
        )}
      </Answer>
      {pipeline.data ? (
        <>
          <Quarantine offset={Number(params.get('offset')) || 0} onReplayed={pipeline.again} />
          <h2>{t('l_rules')}</h2>
          <Rules />
          <h2>{t('recv_title')}</h2>
          <Receivers />
        </>
      ) : null}
      <h2>{t('l_sources')}</h2>
      <Answer asked={sources}>
        {(rows) => {
          const quiet = rows.filter((r) => text(r, 'silent_since'));
          return quiet.length ? <Sources rows={quiet} /> : <p>{t('l_all_sources_heard')}</p>;
        }}
      </Answer>
      <Provenance counted={{ asOf: instant(session.now), rule: session.rule }} />
    </>
  );
}
