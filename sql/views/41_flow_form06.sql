-- flow_form06 follows flow_day, whoever writes it: what a query adds, changes or deletes there is added here, by half month.

-- By way of timestamp, not timestamptz, which depends on the session's zone: only so is it inlined, and a tenth of the cost.
create function hentra.half_month_of(day date) returns date language sql immutable parallel safe
return day - (date_part('day', day::timestamp)::integer - case when date_part('day', day::timestamp) < 15 then 1 else 15 end);
comment on function hentra.half_month_of is 'First day of the half month of a day: the 1st or the 15th.';

do $$
declare
        columns constant text := (select string_agg(attname, ', ' order by attnum) from pg_attribute
                                  where attrelid = 'hentra.flow_form06'::regclass and attnum > 5);
        added constant text := (select string_agg(format('%1$s = nullif(coalesce(f.%1$s, 0) + coalesce(excluded.%1$s, 0), 0)', attname), ', ') from pg_attribute
                                where attrelid = 'hentra.flow_form06'::regclass and attnum > 5);
        -- A stock is what came less what went; as in flow_day, null stands for 0.
        sums constant text := (select string_agg(case when attname = 'paused' then 'nullif(%1$s sum(coalesce(paused, 0) - coalesce(resumed, 0)), 0)'
                                                      when attname ~ '^(no_due|overdue_)'
                                                      then format('nullif(%%1$s sum(coalesce(%1$s_in, 0) - coalesce(%1$s_out, 0)), 0)', attname)
                                                      else format('nullif(%%1$s sum(%s), 0)', attname) end, ', ' order by attnum)
                               from pg_attribute where attrelid = 'hentra.flow_form06'::regclass and attnum > 5);
        -- The table of the rows that a query made, or took away, stands for the sign.
        change record;
begin
        for change in select * from (values ('made', ''), ('gone', '-')) as c (rows, sign) loop
                execute format($function$
                        create or replace function hentra.flow_form06_%1$s() returns trigger language plpgsql as $body$
                        begin
                                insert into hentra.flow_form06 as f (half_month, agency_id, channel, case_kind, shard, %2$s)
                                select hentra.half_month_of(day) as half_month, agency_id, channel, case_kind, shard, %3$s
                                from %1$s
                                group by half_month, agency_id, channel, case_kind, shard
                                order by half_month, agency_id, channel, case_kind, shard
                                on conflict (half_month, agency_id, channel, case_kind, shard) do update set %4$s;
                                return null;
                        end $body$
                        $function$, change.rows, columns, format(sums, change.sign), added);
        end loop;
end $$;
comment on function hentra.flow_form06_made() is 'Trigger: adds rows that were made in flow_day to flow_form06.';
comment on function hentra.flow_form06_gone() is 'Trigger: takes rows that went from flow_day out of flow_form06.';

create or replace function hentra.flow_form06_emptied() returns trigger language plpgsql as $$
begin
        truncate hentra.flow_form06;
        return null;
end $$;
comment on function hentra.flow_form06_emptied() is 'Trigger: empties flow_form06 with flow_day.';

create or replace trigger form06_inserted after insert on hentra.flow_day
        referencing new table as made for each statement execute function hentra.flow_form06_made();
create or replace trigger form06_updated_from after update on hentra.flow_day
        referencing old table as gone for each statement execute function hentra.flow_form06_gone();
create or replace trigger form06_updated_to after update on hentra.flow_day
        referencing new table as made for each statement execute function hentra.flow_form06_made();
create or replace trigger form06_deleted after delete on hentra.flow_day
        referencing old table as gone for each statement execute function hentra.flow_form06_gone();
create or replace trigger form06_emptied after truncate on hentra.flow_day
        for each statement execute function hentra.flow_form06_emptied();
