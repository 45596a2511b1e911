-- $1 name, $2 report, $3 question as JSON, $4 period, $5 first day date, $6 last day date, $7 as of timestamptz, $8 known at timestamptz, $9 counted at
-- timestamptz, $10 rule version integer, $11 columns text[], $12 rows text[] as JSON, $13 digest of the catalogues -> one row: whether it was
-- added. Not added: the name was taken, with the same question and rows or not; frozen_at null: by another session, since this statement began
-- columns: added same frozen_at sha256
with row as materialized (select jsonb(r) as of, n from unnest($12::text[]) with ordinality as t (r, n)),
given as materialized (
        select $1::text as name, $2::text as report, jsonb($3::text) as question, $4::text as period, $5::date as first_day, $6::date as last_day,
               $7::timestamptz as as_of, $8::timestamptz as known_at, $9::timestamptz as counted_at, $10::integer as rule_version,
               $13::text as catalogue, $11::text[] as columns, (select count(*) from row) as rows),
report as (
        insert into hentra.frozen_report (name, report, question, period, first_day, last_day, as_of, known_at, counted_at, rule_version, catalogue,
                                          columns, rows, sha256)
        select name, report, question, period, first_day, last_day, as_of, known_at, counted_at, rule_version, catalogue, columns, rows,
               hentra.frozen_seal(to_jsonb(g), (select array_agg(r.of order by n) from row r))
        from given g
        on conflict (name) do nothing
        returning name, frozen_at, sha256),
added as (
        insert into hentra.frozen_row (name, place, depth, keys, cells)
        select name, n, (r.of ->> 'depth')::smallint, r.of -> 'keys', r.of -> 'cells'
        from report cross join row r
        returning place)
select r.name is not null and (select count(*) from added) is not null as added,
       o.name is not null and (o.report, o.question - 'population' - 'printed', o.first_day, o.last_day, o.rule_version, o.columns)
               is not distinct from (g.report, g.question - 'population' - 'printed', g.first_day, g.last_day, g.rule_version, g.columns)
               and hentra.frozen_rows(g.name) = coalesce((select array_agg(w.of order by n) from row w), '{}') as same,
       coalesce(r.frozen_at, o.frozen_at) as frozen_at, coalesce(r.sha256, o.sha256) as sha256
from given g
left join report r on true
left join hentra.frozen_report o on o.name = g.name;
