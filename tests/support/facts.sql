-- SPDX-License-Identifier: Apache-2.0
-- The facts of a warehouse as one digest a table: codes instead of numbers, shards summed, rows of zeros left out. Two
-- warehouses that were told the same say the same here, however the events came.
set client_min_messages = warning;
select 'dossier', count(*), md5(string_agg(md5(row(d.dossier_id, marks, status, case_kind, channel, service, a.code, p.code,
        first_observed_at, last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at,
        paused_at, day_class, instant_class)::text), '' order by dossier_id collate "C"))
from hentra.dossier d
join hentra.agency a using (agency_id)
left join hentra.procedure p using (procedure_id);

create function pg_temp.flows(name text, keys text) returns table (table_name text, n bigint, digest text)
language plpgsql as $$
declare
        sums text;
        zero text;
begin
        select string_agg(format('coalesce(sum(%I), 0) as %I', column_name, column_name), ', ' order by ordinal_position),
               string_agg(format('coalesce(sum(%I), 0) = 0', column_name), ' and ')
        into sums, zero
        from information_schema.columns
        where table_schema = 'hentra' and columns.table_name = name
                and column_name not in ('day', 'half_month', 'agency_id', 'procedure_id', 'channel', 'case_kind', 'shard');
        return query execute format('select %L, count(*), md5(string_agg(md5(r::text), '''' order by r::text collate "C"))
                from (select %s, a.code as agency, channel, case_kind, %s from hentra.%I
                      join hentra.agency a using (agency_id)
                      %s group by %s, a.code, channel, case_kind having not (%s)) r',
                name, keys, sums, name,
                case when keys like '%procedure%' then 'left join hentra.procedure p using (procedure_id)' else '' end,
                replace(keys, ' as procedure', ''), zero);
end
$$;
select * from pg_temp.flows('flow_day', 'day');
select * from pg_temp.flows('flow_half_month', 'half_month, p.code as procedure');
