-- $1 flows as gathered_flow[], $2 agencies have stand-ins in them boolean, $3 last day, $4 case kind integer, $5 day to whose agencies all is restated
-- date (null: as it was), $6 agency integer (0: all) -> dossiers received by vertical agencies bigint, any flow is theirs boolean, number of inferred agencies bigint; any dossier may
-- bear a mark that form 06 counts
-- columns: vertical_received vertical inferred marked
with stale as materialized (select array(select half_month from hentra.form06_stale where half_month <= $3) as half_months)
select coalesce(sum(f.received) filter (where v.vertical and not f.before), 0)::bigint as vertical_received,
       coalesce(bool_or(v.vertical), false) as vertical,
       case when not $2 then count(distinct a.agency_id) filter (where a.inferred and v.agency_id is null)
            else (select count(*)
                  from hentra.agency i
                  where i.inferred and not exists (select from hentra.agency_spoken s where s.agency_id = i.agency_id)
                    and (exists (select from hentra.flow_form06 k
                                 where k.agency_id = i.agency_id and k.case_kind = $4 and k.half_month <= $3
                                   and k.half_month <> all ((select half_months from stale)::date[]))
                      or exists (select from hentra.flow_half_month h
                                 where h.half_month = any ((select half_months from stale)::date[]) and h.agency_id = i.agency_id
                                   and h.case_kind = $4)))
       end as inferred,
       -- By the index that has these alone: the planner takes nearly all dossiers for such.
       (select count(*) from (select from hentra.dossier d where d.marks & 262176 <> 0 order by d.ended_at limit 1) m) > 0 as marked
from unnest($1::hentra.gathered_flow[]) f
join hentra.agency a using (agency_id)
left join hentra.agency_said v on v.agency_id = f.agency_id and f.day >= v.valid_from and f.day < v.valid_to
left join hentra.agencies_restated($5) u on u.agency_id = coalesce(v.member_id, f.agency_id)
where $6 = 0 or coalesce(u.restated_id, v.member_id, f.agency_id) = $6;
