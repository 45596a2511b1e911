// SPDX-License-Identifier: Apache-2.0
//
// overtime.tsx - timeliness and online rate by day, half month or month.
import type { Series } from '../base/api';
import { count, instant, rate, t } from '../base/lang';
import { useAsk, usePopulation, useSession } from '../base/use';
import { Chart, spanOf } from '../parts/chart';
import { Provenance, type Counted } from '../parts/figure';
import { AgencyChoice, Choice, Entry, Filters, NothingYet } from '../parts/filters';
import { Grid } from '../parts/grid';
import { Answer } from '../parts/state';
import type { ViewProps } from './all';

export function OverTime({ params }: ViewProps) {
  const session = useSession();
  const get = (name: string): string => params.get(name) ?? '';
  const measure = get('measure') || 'ontime';
  const grain = get('grain') || 'month';
  const asked = useAsk<Series>('series', { grain, measure, agency: get('agency'), from: get('from'), to: get('to') });
  const population = usePopulation(measure === 'online' ? 'online-rate' : 'form06');
  const title = t(measure === 'online' ? 'm_online' : 'm_ontime');
  return (
    <>
      <Filters>
        <Choice
          name="measure"
          label={t('measure')}
          value={measure}
          options={[
            ['ontime', t('m_ontime')],
            ['online', t('m_online')],
          ]}
        />
        <Choice
          name="grain"
          label={t('grain')}
          value={grain}
          options={[
            ['day', t('g_day')],
            ['half_month', t('g_half_month')],
            ['month', t('g_month')],
          ]}
        />
        <AgencyChoice value={get('agency')} />
        <Entry name="from" label={t('from')} value={get('from')} type="date" />
        <Entry name="to" label={t('to')} value={get('to')} type="date" />
      </Filters>
      <Answer asked={asked}>
        {(series) => {
          const points = series.points;
          const how: Counted = {
            population: population || series.population,
            period: points.length ? `${spanOf(points[0]!).split(' - ')[0]} - ${spanOf(points[points.length - 1]!).split(' - ').pop()}` : undefined,
            asOf: instant(series.as_of ?? session.now),
            rule: String(series.rule ?? session.rule),
          };
          return (
            <>
              <h2>{title}</h2>
              {points.length ? <Chart series={series} title={title} /> : <NothingYet />}
              <Provenance counted={how} />
              <details open={points.length <= 31}>
                <summary>{t('as_table')}</summary>
                <Grid
                  caption={title}
                  quiet
                  rows={points}
                  name={(p) => p.first}
                  columns={[
                    { key: 'span', title: t('span'), head: true, show: spanOf },
                    { key: 'n', title: t('numerator'), number: true, show: (p) => count(p.numerator) },
                    { key: 'd', title: t('denominator'), number: true, show: (p) => count(p.denominator) },
                    { key: 'rate', title: t('rate'), number: true, show: (p) => rate(p.numerator, p.denominator) },
                  ]}
                />
              </details>
            </>
          );
        }}
      </Answer>
    </>
  );
}
