-- What `hentra report` does with the flows of one report, which it gathers and hands back: as values, not in a temporary table, which a
-- standby cannot make.

do $$
declare
        measures constant text := (select string_agg(attname || ' bigint', ', ' order by attnum) from pg_attribute
                                   where attrelid = 'hentra.flow_form06'::regclass and attnum > 4);
begin
        -- Before the range or in it; the day whose catalogue counts for it; the rest of the key, and the measures of flow_form06.
        execute format('create type hentra.gathered_flow as (before boolean, day date, agency_id integer, procedure_id integer,'
                       ' channel smallint, %s)', measures);
end $$;
comment on type hentra.gathered_flow is 'Flows of one report: before its range or in it, as of a day whose catalogue counts for them; paused, no_due and both overdue are net.';

create function hentra.agency_last_name(code text) returns text language sql stable strict parallel safe
begin atomic
        select v.name
        from hentra.agency a
        join hentra.agency_version v using (agency_id)
        where a.code in (agency_last_name.code, '000.00.00.' || agency_last_name.code)
        order by v.valid_from desc
        limit 1;
end;
comment on function hentra.agency_last_name is 'Name of a province, whichever of its codes has one, or of another agency, by the last version that a catalogue has; null: none.';

-- Rank and inferred give the order of the rows.
do $$
declare
        columns text;
        amounts text;
begin
        select string_agg(attname || ' bigint', ', ' order by attnum),
               string_agg(case attname when 'received_online' then 'case when f.channel = 2 then f.received else 0 end'
                                       else format('f.%I', attname) end, ', ' order by attnum)
        into columns, amounts
        from pg_attribute where attrelid = 'hentra.form06_flow'::regclass;
        execute format($function$
                create function hentra.report_row(groups text[], with_vertical boolean, flows hentra.gathered_flow[], restated date, only_agency integer)
                returns table (before boolean, key1 text, rank1 integer, name1 text, inferred1 boolean, key2 text, rank2 integer, name2 text,
                               inferred2 boolean, channel smallint, %1$s)
                language sql stable parallel safe
                begin atomic
                        select f.before,
                               case groups[1] when 'level' then hentra.level_name(g.level) when 'agency' then a.code
                                              when 'province' then coalesce(g.province, 'UNKNOWN')
                                              when 'field' then coalesce(d.code, 'UNKNOWN') when 'procedure' then coalesce(r.base, 'UNKNOWN')
                                              when 'channel' then hentra.channel_name(f.channel) end,
                               case groups[1] when 'level' then (g.level + 3) %% 4 when 'channel' then (f.channel + 3) %% 4 else 0 end,
                               case groups[1] when 'agency' then g.name when 'province' then hentra.agency_last_name(g.province) when 'field' then d.name when 'procedure' then rv.name end,
                               coalesce(case groups[1] when 'agency' then a.inferred when 'province' then g.province is null when 'field' then d.name is null
                                                       when 'procedure' then rm.inferred is not false end, false),
                               case groups[2] when 'level' then hentra.level_name(g.level) when 'agency' then a.code
                                              when 'province' then coalesce(g.province, 'UNKNOWN')
                                              when 'field' then coalesce(d.code, 'UNKNOWN') when 'procedure' then coalesce(r.base, 'UNKNOWN')
                                              when 'channel' then hentra.channel_name(f.channel) end,
                               case groups[2] when 'level' then (g.level + 3) %% 4 when 'channel' then (f.channel + 3) %% 4 else 0 end,
                               case groups[2] when 'agency' then g.name when 'province' then hentra.agency_last_name(g.province) when 'field' then d.name when 'procedure' then rv.name end,
                               coalesce(case groups[2] when 'agency' then a.inferred when 'province' then g.province is null when 'field' then d.name is null
                                                       when 'procedure' then rm.inferred is not false end, false),
                               f.channel, %2$s
                        from unnest(flows) f
                        left join hentra.agency_said av on av.agency_id = f.agency_id and f.day >= av.valid_from and f.day < av.valid_to
                        -- Of the agency that it counted for on its day: an alias may lead elsewhere on the day of the units.
                        left join hentra.agencies_restated(restated) u on u.agency_id = coalesce(av.member_id, f.agency_id)
                        -- Once for an agency and day, not for each of its flows.
                        left join (select d.agency_id, d.day, hentra.agency_province(d.agency_id, d.day) as province
                                   from (select distinct w.agency_id, w.day from unnest(flows) w where restated is null and 'province' = any (groups)) d
                                   offset 0) p on p.agency_id = f.agency_id and p.day = f.day
                        join hentra.agency a on a.agency_id = coalesce(u.restated_id, av.member_id, f.agency_id)
                        left join hentra.agency_level_claim ac on ac.agency_id = f.agency_id
                        left join hentra.procedure_member r using (procedure_id)
                        left join hentra.procedure rm on rm.procedure_id = r.member_id
                        left join hentra.procedure_version rv on rv.procedure_id = r.member_id and f.day >= rv.valid_from and f.day < rv.valid_to
                        left join hentra.field d on d.field_id = coalesce(rv.field_id, r.claimed_field_id)
                        cross join lateral (select coalesce(u.level, av.level, ac.level, 0) as level, coalesce(u.name, av.name) as name,
                                                   case when restated is null then p.province else u.province end as province) g
                        where (with_vertical or av.vertical is not true) and (only_agency = 0 or a.agency_id = only_agency);
                end
                $function$, columns, amounts);
end $$;
comment on function hentra.report_row is 'Flows of one report by its one or two groups (of level, agency, field, procedure, channel, province), procedures by the first part of their code; agencies as they were on the day of each flow, or restated to those of one day: what each counted for on the day of its flow, and who took over from that; without agencies of ministries, by the day of each flow, unless they are asked for; of one agency alone, unless that is 0.';
