-- $1 groups text[], one or two of level, agency, field, procedure, channel, $2 with vertical agencies boolean -> report_flow into report_row; procedures by the first part of their code
insert into report_row
select f.before,
       case ($1::text[])[1] when 'level' then hentra.level_name(g.level) when 'agency' then a.code when 'field' then coalesce(d.code, 'UNKNOWN')
                  when 'procedure' then coalesce(r.base, 'UNKNOWN') when 'channel' then hentra.channel_name(f.channel) end,
       case ($1::text[])[1] when 'level' then (g.level + 3) % 4 when 'channel' then (f.channel + 3) % 4 else 0 end,
       case ($1::text[])[1] when 'agency' then av.name when 'field' then d.name when 'procedure' then rv.name end,
       coalesce(case ($1::text[])[1] when 'agency' then a.inferred when 'field' then d.name is null when 'procedure' then rm.inferred is not false end,
                false),
       case ($1::text[])[2] when 'level' then hentra.level_name(g.level) when 'agency' then a.code when 'field' then coalesce(d.code, 'UNKNOWN')
                  when 'procedure' then coalesce(r.base, 'UNKNOWN') when 'channel' then hentra.channel_name(f.channel) end,
       case ($1::text[])[2] when 'level' then (g.level + 3) % 4 when 'channel' then (f.channel + 3) % 4 else 0 end,
       case ($1::text[])[2] when 'agency' then av.name when 'field' then d.name when 'procedure' then rv.name end,
       coalesce(case ($1::text[])[2] when 'agency' then a.inferred when 'field' then d.name is null when 'procedure' then rm.inferred is not false end,
                false),
       f.channel, f.received, case when f.channel = 2 then f.received else 0 end, f.refused, f.withdrawn, f.stopped, f.reopened,
       f.transferred_in, f.transferred_out, f.resolved_early, f.resolved_on_time, f.resolved_late, f.resolved_no_due,
       f.resolved_late_instant, f.paused, f.no_due, f.overdue_day, f.overdue_instant
from report_flow f
join hentra.agency a using (agency_id)
left join hentra.agency_version av on av.agency_id = f.agency_id and f.day >= av.valid_from and f.day < av.valid_to
left join hentra.agency_level_claim ac on ac.agency_id = f.agency_id
left join hentra.procedure_member r using (procedure_id)
left join hentra.procedure rm on rm.procedure_id = r.member_id
left join hentra.procedure_version rv on rv.procedure_id = r.member_id and f.day >= rv.valid_from and f.day < rv.valid_to
left join hentra.field d on d.field_id = coalesce(rv.field_id, r.claimed_field_id)
cross join lateral (select coalesce(av.level, ac.level, 0) as level) g
where $2 or av.vertical is not true;
