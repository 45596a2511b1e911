-- SPDX-License-Identifier: Apache-2.0
-- At the last instant of every half month: the warehouse's flows, summed from the beginning at both grains, against the dossiers
-- counted one by one. Prints "periods differences"; 0 is what it should be.
\set ON_ERROR_STOP on
set client_min_messages = warning;
set work_mem = '512MB';
select zone from hentra.warehouse \gset
create temp table period as
select half_month, (half_month + case when extract(day from half_month) = 1 then interval '14 days'
                else date_trunc('month', half_month) + interval '1 month' - half_month end)::date as next
from (select distinct half_month from oracle.flow_half_month) h;

do $$
declare
        measures text;
begin
        select string_agg(format('(%L::oracle.measure, %I::bigint)', m, m), ', ') into measures
        from unnest(enum_range(null::oracle.measure)) m where m in (select measure from oracle.figure);
        execute format('create temp table theirs as
                select ''day'' as grain, oracle.half_month(day) as half_month, agency_id, channel, case_kind, g.figure,
                        sum(g.sign * m.amount) as amount
                from hentra.flow_day cross join lateral (values %1$s) m(measure, amount) join oracle.figure g using (measure)
                where m.amount <> 0 group by 2, 3, 4, 5, 6
                union all
                select ''half_month'', half_month, agency_id, channel, case_kind, g.figure, sum(g.sign * m.amount)
                from hentra.flow_half_month cross join lateral (values %1$s) m(measure, amount)
                join oracle.figure g using (measure)
                where m.amount <> 0 group by 2, 3, 4, 5, 6', measures);
end
$$;
create temp table counted as
select half_month, c.code::text as agency, channel, case_kind, figure, amount
from period cross join lateral oracle.as_of(next::timestamp at time zone :'zone' - interval '1 microsecond', :'zone') a
join oracle.code c on c.id = a.agency;
create temp table summed as
select grain, p.half_month, a.code as agency, channel, case_kind, figure, sum(amount) as amount
from period p join theirs t on t.half_month <= p.half_month join hentra.agency a using (agency_id)
group by 1, 2, 3, 4, 5, 6 having sum(amount) <> 0;
select (select count(*) from period), count(*)
from (select grain, c.* from counted c cross join (values ('day'), ('half_month')) g(grain)) c
full join summed s using (grain, half_month, agency, channel, case_kind, figure)
where c.amount is distinct from s.amount;
