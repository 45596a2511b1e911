// SPDX-License-Identifier: Apache-2.0
//
// list.tsx - a long list, a page at a time; narrowed by the server, as are the files to download.
import type { Params, Row } from '../base/api';
import { useAsk, usePopulation, useSession } from '../base/use';
import { counted, Provenance } from './figure';
import { Downloads, PAGE, Pager } from './filters';
import { Grid, type Column } from './grid';
import { Answer } from './state';

interface Props {
  name: string; // of the report
  asks: Params | null; // null: not known yet
  offset: number;
  caption: string;
  note?: string;
  columns: Column<Row>[];
  row: (row: Row) => string; // names it
}

export function List({ name, asks, offset, caption, note, columns, row }: Props) {
  const session = useSession();
  const population = usePopulation(name);
  const asked = useAsk<Row[]>(asks === null ? null : `report/${name}`, { ...asks, limit: PAGE + 1, offset });
  return (
    <>
      <Downloads name={name} params={asks ?? {}} />
      <Answer asked={asked}>
        {(answer) => (
          <>
            <Grid caption={caption} quiet stack columns={columns} rows={answer.slice(0, PAGE)} name={row} />
            <Pager offset={offset} got={answer.length} />
            <Provenance counted={counted(answer[0], population, session)} note={note} />
          </>
        )}
      </Answer>
    </>
  );
}
