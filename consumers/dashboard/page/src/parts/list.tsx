// SPDX-License-Identifier: Apache-2.0
//
// list.tsx - a long list, a page at a time. What the server can narrow by, it does. The other filters choose among
// the first rows of its answer here, and the page says so where there were more.
import type { Params, Row } from '../base/api';
import { count, t } from '../base/lang';
import { useAsk, usePopulation, useSession } from '../base/use';
import { counted, Provenance } from './figure';
import { Downloads, PAGE, Pager } from './filters';
import { Grid, type Column } from './grid';
import { Answer } from './state';

const LOOKED_AT_MOST = 5000;

interface Props {
  name: string; // of the report
  asks: Params | null; // null: not known yet
  wanted: ((row: Row) => boolean) | null; // null: every row
  offset: number;
  caption: string;
  note?: string;
  columns: Column<Row>[];
  row: (row: Row) => string; // names it
}

export function List({ name, asks, wanted, offset, caption, note, columns, row }: Props) {
  const session = useSession();
  const population = usePopulation(name);
  const asked = useAsk<Row[]>(
    asks === null ? null : `report/${name}`,
    wanted ? { ...asks, limit: LOOKED_AT_MOST } : { ...asks, limit: PAGE + 1, offset },
  );
  return (
    <>
      <Downloads name={name} params={asks ?? {}} />
      {wanted ? <p class="soft no-print">{t('download_all')}</p> : null}
      <Answer asked={asked}>
        {(answer) => {
          const found = wanted ? answer.filter(wanted) : answer;
          const here = wanted ? found.slice(offset, offset + PAGE + 1) : found;
          return (
            <>
              {wanted ? (
                <p role="status">
                  {t('found', { n: count(found.length), of: count(answer.length) })}
                  {answer.length === LOOKED_AT_MOST ? ` ${t('found_cut')}` : ''}
                </p>
              ) : null}
              <Grid caption={caption} quiet stack columns={columns} rows={here.slice(0, PAGE)} name={row} />
              <Pager offset={offset} got={here.length} />
              <Provenance counted={counted(answer[0], population, session)} note={note} />
            </>
          );
        }}
      </Answer>
    </>
  );
}
