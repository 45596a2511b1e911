-- Form 06's sums by half month: by agency and channel (flow_form06), and by level and field (flow_form06_field). Levels and fields are
-- looked up on the day of the fact, and both may change for days long past. So sums are kept by agency and procedure, one of which stands for all that
-- have the same history; a report that finds a history changed does without them.

do $$
declare
        member record;
begin
        for member in
                select * from (values
                        ('agency', 'hentra.agency m left join hentra.agency_level_claim c using (agency_id)', 'm.agency_id', 'coalesce(c.level, 0) * 2',
                         'level * 2 + vertical::integer', 'agency_said'),
                        ('procedure', 'hentra.procedure_member m', 'm.member_id', 'coalesce(m.claimed_field_id, 0)', 'coalesce(field_id, 0)', 'procedure_version'))
                as t (name, members, version_id, claimed, said, versions)
        loop
                execute format($view$
                        create view hentra.%1$s_history as
                        select m.%1$s_id,
                               case when v.first_day = '-infinity' and v.until = '{}' and v.known then -1 else %4$s end as claimed,
                               coalesce(v.since, '{}') as since, coalesce(v.until, '{}') as until, coalesce(v.values, '{}') as values
                        from %2$s
                        left join (select %1$s_id, min(valid_from) as first_day, bool_and(value <> 0) as known,
                                          coalesce(array_agg(valid_from order by valid_from) filter (where begins), '{}') as since,
                                          coalesce(array_agg(valid_to order by valid_from) filter (where ends), '{}') as until,
                                          coalesce(array_agg(value order by valid_from) filter (where begins), '{}') as values
                                   from (select %1$s_id, valid_from, valid_to, %5$s as value,
                                                (lag(valid_to) over same, lag(%5$s) over same) is distinct from (valid_from, %5$s) as begins,
                                                valid_to < 'infinity' and lead(valid_from) over same is distinct from valid_to as ends
                                         from hentra.%6$s
                                         window same as (partition by %1$s_id order by valid_from)) s
                                   group by %1$s_id) v on v.%1$s_id = %3$s
                        $view$, member.name, member.members, member.version_id, member.claimed, member.said, member.versions);
                execute format('comment on column hentra.%1$s_history.%1$s_id is %2$L', member.name, 'Number in this warehouse.');
                execute format('comment on column hentra.%s_history.claimed is %L', member.name, 'What the events claim, as in values; -1: a catalogue says it for every day.');
                execute format('comment on column hentra.%s_history.since is %L', member.name, 'Days from which on a catalogue says something else, ascending.');
                execute format('comment on column hentra.%s_history.until is %L', member.name, 'Days from which on the catalogue says nothing, so that the claim counts, ascending.');
        end loop;
end $$;
comment on view hentra.agency_history is 'When each agency had which level, for comparing: agencies with equal rows had the same level, and belonged to a ministry or not, on every day.';
comment on column hentra.agency_history.values is 'Level * 2, and 1 more where it belonged to a ministry; one for each day of since.';
comment on view hentra.procedure_history is 'When each procedure had which field, for comparing: procedures with equal rows had the same field on every day.';
comment on column hentra.procedure_history.values is 'Number of the field, 0: the catalogue does not say, so the claim counts; one for each day of since.';

-- Histories are views, and of new members there are no statistics: planned as nested loops, they would be made anew for each member. A loader's
-- session has all other joins off (dossier_change_session.sql), and made stand-ins for nine seconds.
create function hentra.form06_grouping_compared() returns boolean language sql stable parallel safe
set enable_nestloop = off set enable_hashjoin = on
begin atomic
        select not exists (select
                           from hentra.form06_agency m
                           join hentra.agency_history h using (agency_id)
                           group by m.stand_in
                           having (min(h.claimed), min(h.since), min(h.until), min(h.values)) <> (max(h.claimed), max(h.since), max(h.until), max(h.values)))
               and not exists (select
                               from hentra.form06_procedure m
                               join hentra.procedure_history h using (procedure_id)
                               group by m.stand_in
                               having (min(h.claimed), min(h.since), min(h.until), min(h.values)) <> (max(h.claimed), max(h.since), max(h.until), max(h.values)));
end;
comment on function hentra.form06_grouping_compared is 'Whether each stand-in of form06_agency and form06_procedure still has the levels and fields of those that it stands for.';

-- Rule: a row is added with each change, and taken away before histories are compared. So none is missed: as with the marks of flow_day.
create or replace function hentra.form06_doubted() returns trigger language plpgsql as $$
begin
        insert into hentra.form06_unsure default values;
        return null;
end $$;
comment on function hentra.form06_doubted() is 'Trigger: levels or fields may have changed.';
do $$
declare
        said text;
        claim record;
begin
        foreach said in array array['agency_version', 'agency_spoken', 'procedure_version', 'procedure'] loop
                execute format('create or replace trigger form06_doubted after insert or update or delete or truncate on hentra.%I'
                               ' for each statement execute function hentra.form06_doubted()', said);
        end loop;
        -- Loaders repeat claims all the time; few change one.
        for claim in select * from (values ('agency_level_claim', 'level'), ('procedure_field_claim', 'field_id')) as c (name, said) loop
                execute format('create or replace trigger form06_claimed after insert or delete on hentra.%I'
                               ' for each row execute function hentra.form06_doubted()', claim.name);
                execute format('create or replace trigger form06_claimed_again after update on hentra.%1$I'
                               ' for each row when (old.%2$I <> new.%2$I) execute function hentra.form06_doubted()', claim.name, claim.said);
                execute format('create or replace trigger form06_unclaimed after truncate on hentra.%I'
                               ' for each statement execute function hentra.form06_doubted()', claim.name);
        end loop;
end $$;

create function hentra.form06_grouping_holds() returns boolean language sql stable parallel safe
return case when exists (select from hentra.form06_unsure) then hentra.form06_grouping_compared() else true end;
comment on function hentra.form06_grouping_holds is 'As form06_grouping_compared(), which is asked only after a change.';

create function hentra.form06_unkept() returns date[] language sql stable parallel safe
begin atomic
        select array(select half_month from hentra.form06_stale
                     union
                     select half_month from hentra.flow_form06_field
                     where not (select hentra.form06_grouping_holds())
                     union
                     -- Nobody sees a part of what one agency keeps for many.
                     select half_month from hentra.flow_form06
                     where not (select hentra.sees_all()));
end;
comment on function hentra.form06_unkept is 'Half months that flow_form06_field does not hold as they are now, or not for who asks: what counts in them are the flows.';

create or replace function hentra.form06_group() returns boolean language plpgsql
set enable_nestloop = off set enable_hashjoin = on set jit = off as $$
declare
        today constant date := hentra.local_day(current_timestamp);
        again boolean;
        scattered boolean;
begin
        perform from hentra.form06_grouping for update skip locked;
        if not found then
                return false;
        end if;
        delete from hentra.form06_unsure;
        again := not hentra.form06_grouping_compared();
        -- What went its own way changes alone, so that a source that says now this, now that does it once.
        if again then
                update hentra.form06_agency m set stand_in = n.stand_in
                from (select k.agency_id, min(k.agency_id) over (partition by k.stand_in, h.claimed, h.since, h.until, h.values) as stand_in
                      from hentra.form06_agency k
                      join hentra.agency_history h using (agency_id)
                      join hentra.agency_history s on s.agency_id = k.stand_in
                      where (h.claimed, h.since, h.until, h.values) <> (s.claimed, s.since, s.until, s.values)) n
                where n.agency_id = m.agency_id;
                update hentra.form06_procedure m set stand_in = n.stand_in
                from (select k.procedure_id, min(k.procedure_id) over (partition by k.stand_in, h.claimed, h.since, h.until, h.values) as stand_in
                      from hentra.form06_procedure k
                      join hentra.procedure_history h using (procedure_id)
                      join hentra.procedure_history s on s.procedure_id = k.stand_in
                      where (h.claimed, h.since, h.until, h.values) <> (s.claimed, s.since, s.until, s.values)) n
                where n.procedure_id = m.procedure_id;
        end if;
        -- Many of the same history that stand alone are brought together again, at most once a day.
        select (select count(distinct stand_in) from hentra.form06_agency) > 16 + 2 * (select count(distinct (claimed, since, until, values)) from hentra.agency_history)
               or (select count(distinct stand_in) from hentra.form06_procedure) > 16 + 2 * (select count(distinct (claimed, since, until, values)) from hentra.procedure_history)
        into scattered;
        if scattered and exists (select from hentra.form06_grouping where grouped_on < today) then
                delete from hentra.form06_agency;
                delete from hentra.form06_procedure;
                update hentra.form06_grouping set grouped_on = today;
                again := true;
        end if;
        if again then
                insert into hentra.form06_stale (half_month, shard)
                select distinct half_month, 0 from hentra.flow_form06_field
                on conflict do nothing;
        end if;
        insert into hentra.form06_agency (agency_id, stand_in)
        select h.agency_id, coalesce(k.stand_in, min(h.agency_id) over (partition by h.claimed, h.since, h.until, h.values))
        from hentra.agency_history h
        left join (select s.claimed, s.since, s.until, s.values, min(s.agency_id) as stand_in
                   from hentra.form06_agency m
                   join hentra.agency_history s on s.agency_id = m.agency_id
                   where m.stand_in = m.agency_id
                   group by s.claimed, s.since, s.until, s.values) k on (k.claimed, k.since, k.until, k.values) = (h.claimed, h.since, h.until, h.values)
        where not exists (select from hentra.form06_agency m where m.agency_id = h.agency_id);
        insert into hentra.form06_procedure (procedure_id, stand_in)
        select h.procedure_id, coalesce(k.stand_in, min(h.procedure_id) over (partition by h.claimed, h.since, h.until, h.values))
        from hentra.procedure_history h
        left join (select s.claimed, s.since, s.until, s.values, min(s.procedure_id) as stand_in
                   from hentra.form06_procedure m
                   join hentra.procedure_history s on s.procedure_id = m.procedure_id
                   where m.stand_in = m.procedure_id
                   group by s.claimed, s.since, s.until, s.values) k on (k.claimed, k.since, k.until, k.values) = (h.claimed, h.since, h.until, h.values)
        where not exists (select from hentra.form06_procedure m where m.procedure_id = h.procedure_id);
        return true;
end $$;
comment on function hentra.form06_group is 'Chooses stand-ins for what has none yet, and others where a history has changed; then all half months are stale. False: somebody else is at it.';

do $$
declare
        kept text;
        sums text; -- of flow_day
        field_kept text;
        field_sums text; -- of flow_half_month
begin
        select string_agg(attname, ', ' order by attnum),
               string_agg(case when attname = 'paused' then 'nullif(sum(coalesce(f.paused, 0) - coalesce(f.resumed, 0)), 0)'
                               when attname ~ '^(no_due|overdue_)'
                               then format('nullif(sum(coalesce(f.%1$s_in, 0) - coalesce(f.%1$s_out, 0)), 0)', attname)
                               else format('nullif(sum(f.%s), 0)', attname) end, ', ' order by attnum)
        into kept, sums
        from pg_attribute where attrelid = 'hentra.flow_form06'::regclass and attnum > 4;
        select string_agg(attname, ', ' order by attnum),
               string_agg(case when attname = 'received_online' then 'coalesce(sum(f.received) filter (where f.channel = 2), 0)'
                               when attname = 'paused' then 'coalesce(sum(f.paused), 0) - coalesce(sum(f.resumed), 0)'
                               when attname ~ '^(no_due|overdue_)'
                               then format('coalesce(sum(f.%1$s_in), 0) - coalesce(sum(f.%1$s_out), 0)', attname)
                               else format('coalesce(sum(f.%I), 0)', attname) end, ', ' order by attnum)
        into field_kept, field_sums
        from pg_attribute where attrelid = 'hentra.flow_form06_field'::regclass and attnum > 4;
        execute format($function$
                create or replace function hentra.form06_sum() returns date language plpgsql
                set work_mem = '64MB' set jit = off set enable_sort = off set enable_hashjoin = on as $body$
                declare
                        present constant date := hentra.half_month_of(hentra.local_day(current_timestamp));
                        half date;
                        free bigint;
                begin
                        perform from hentra.form06_grouping for update skip locked;
                        if not found then
                                return null;
                        end if;
                        for half in select distinct half_month from hentra.form06_stale where half_month < present order by half_month loop
                                -- A mark that is locked is one of a batch that is not committed yet.
                                perform from hentra.form06_stale where half_month = half for update skip locked;
                                get diagnostics free = row_count;
                                continue when free < (select count(*) from hentra.form06_stale where half_month = half);
                                delete from hentra.form06_stale where half_month = half;
                                delete from hentra.flow_form06 where half_month = half;
                                delete from hentra.flow_form06_field where half_month = half;
                                insert into hentra.flow_form06 (half_month, agency_id, channel, case_kind, %1$s)
                                select half, f.agency_id, f.channel, f.case_kind, %2$s
                                from hentra.flow_day f
                                where f.day >= half and f.day < hentra.half_month_of(half + 17)
                                group by f.agency_id, f.channel, f.case_kind;
                                insert into hentra.flow_form06_field (half_month, case_kind, agency_id, procedure_id, %3$s)
                                select half, f.case_kind, coalesce(a.stand_in, f.agency_id), coalesce(r.stand_in, f.procedure_id), %4$s
                                from hentra.flow_half_month f
                                left join hentra.form06_agency a on a.agency_id = f.agency_id
                                left join hentra.form06_procedure r on r.procedure_id = f.procedure_id
                                where f.half_month = half
                                group by f.case_kind, coalesce(a.stand_in, f.agency_id), coalesce(r.stand_in, f.procedure_id);
                                return half;
                        end loop;
                        return null;
                end $body$
                $function$, kept, sums, field_kept, field_sums);
end $$;
comment on function hentra.form06_sum is 'Adds up one half month that is stale and over, and gives its first day; null: there is none that nobody is writing, or somebody else is at it. Under READ COMMITTED.';

do $$
declare
        kept text; -- columns of flow_form06_field behind its key
        made text; -- the same of flow_half_month: a stock is what came less what went
begin
        select string_agg(attname, ', ' order by attnum),
               string_agg(case when attname = 'received_online' then 'case when f.channel = 2 then f.received else 0 end'
                               when attname = 'paused' then 'f.paused - f.resumed'
                               when attname ~ '^(no_due|overdue_)' then format('f.%1$s_in - f.%1$s_out', attname)
                               else format('f.%s', attname) end, ', ' order by attnum)
        into kept, made
        from pg_attribute where attrelid = 'hentra.flow_form06_field'::regclass and attnum > 4;
        execute format($view$
                create view hentra.flow_form06_field_counted as
                with unkept as materialized (select hentra.form06_unkept() as half_months, hentra.local_day(current_timestamp) as today)
                select half_month, case_kind, agency_id, procedure_id, %1$s
                from hentra.flow_form06_field
                where half_month <= (select today from unkept) and half_month <> all ((select half_months from unkept)::date[])
                union all
                select f.half_month, f.case_kind, f.agency_id, f.procedure_id, %2$s
                from unkept
                cross join unnest(unkept.half_months) u (half_month)
                -- By its index: the planner does not know how few half months these are.
                cross join lateral (select * from hentra.flow_half_month_whole where half_month = u.half_month and u.half_month <= unkept.today offset 0) f
                $view$, kept, made);
end $$;
comment on view hentra.flow_form06_field_counted is 'flow_form06_field up to the half month of today, as it is now: half months that it does not hold are read from flow_half_month, where each agency and procedure stands for itself.';
do $$
declare
        c record;
begin
        for c in select o.attname, col_description(f.attrelid, f.attnum) as about
                 from pg_attribute o
                 join pg_attribute f on f.attrelid = 'hentra.flow_form06_field'::regclass and f.attname = o.attname
                 where o.attrelid = 'hentra.flow_form06_field_counted'::regclass and o.attnum > 0 loop
                execute format('comment on column hentra.flow_form06_field_counted.%I is %L', c.attname, c.about);
        end loop;
end $$;
