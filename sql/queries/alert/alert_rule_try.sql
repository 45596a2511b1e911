-- alerts that were counted: $1 day (since 1970) integer[], $2 agency_id integer[], $3 procedure_id integer[], $4 case_kind integer[], $5 step integer[], $6 how many bigint[]; what the rule is for: $7 level integer (-1: any), $8 agency_id integer (0: any), $9 procedure_id integer (0: any), $10 case_kind integer (-1: any); $11 each step is for one agency further up boolean
-- -> those that the rule is for, added up: day, step, agency where the dossiers were, recipient, alerts
-- columns: day step agency recipient alerts
with counted as materialized (
        select date '1970-01-01' + c.day as day, c.agency_id, c.procedure_id, c.case_kind, c.step, c.n
        from unnest($1::integer[], $2::integer[], $3::integer[], $4::integer[], $5::integer[], $6::bigint[])
                as c (day, agency_id, procedure_id, case_kind, step, n)),
r as materialized (
        select jsonb_populate_record(null::hentra.alert_rule,
                       jsonb_build_object('level', nullif($7::integer, -1), 'agency_id', nullif($8::integer, 0), 'procedure_id', nullif($9::integer, 0),
                                          'case_kind', nullif($10::integer, -1))) as rule),
covered as materialized (
        select c.day, c.agency_id, c.step, sum(c.n)::bigint as n
        from counted c
        cross join r
        where hentra.alert_covers(r.rule, c.agency_id, c.procedure_id, c.case_kind,
                                  (c.day + time '12:00') at time zone (select zone from hentra.warehouse))
        group by c.day, c.agency_id, c.step)
select c.day, c.step, coalesce(g.code, '') as agency, coalesce(u.code, '') as recipient, c.n as alerts
from covered c
left join hentra.agency g on g.agency_id = c.agency_id
left join hentra.agency u on u.agency_id = hentra.agency_above(c.agency_id, c.day, case when $11 then c.step else 0 end)
order by c.day, c.step, g.code collate "C";
