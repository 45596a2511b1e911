-- Half months, and which of them were written since form 06's sums of them were made (sql/views/43_form06_sums.sql).
-- Rule: a writer locks its marks until it commits, and a mark is taken away before its half month is added up. So no flow is missed: what is
-- in the sums was committed before, and what is committed later has a mark.

-- By way of timestamp, not timestamptz, which depends on the session's zone: only so is it inlined, and a tenth of the cost.
create function hentra.half_month_of(day date) returns date language sql immutable parallel safe
return day - (date_part('day', day::timestamp)::integer - case when date_part('day', day::timestamp) < 15 then 1 else 15 end);
comment on function hentra.half_month_of is 'First day of the half month of a day: the 1st or the 15th.';

do $$
declare
        change record;
begin
        -- Where there are no triggers yet, nobody knows what was written.
        if not exists (select from pg_trigger where tgrelid = 'hentra.flow_half_month'::regclass and tgname = 'form06_inserted') then
                lock table hentra.flow_day, hentra.flow_half_month in share row exclusive mode;
                insert into hentra.form06_stale (half_month, shard)
                select distinct hentra.half_month_of(day), 0
                from (select day from hentra.flow_day union select half_month from hentra.flow_half_month) d
                on conflict do nothing;
        end if;
        -- Both grains: what changes its procedure alone is in flow_half_month only.
        for change in
                select t.name as flows, t.day, c.name, c.event, c.tables, replace(c.rows, 'day', t.day) as rows
                from (values ('flow_day', 'day'), ('flow_half_month', 'half_month')) as t (name, day)
                cross join (values
                        ('inserted', 'insert', 'new table as made', 'select day, shard from made'),
                        ('updated', 'update', 'old table as gone new table as made', 'select day, shard from made union select day, shard from gone'),
                        ('deleted', 'delete', 'old table as gone', 'select day, shard from gone')) as c (name, event, tables, rows)
        loop
                -- An update, though it changes nothing, since it locks the mark.
                execute format($function$
                        create or replace function hentra.%4$s_%1$s() returns trigger language plpgsql as $body$
                        begin
                                insert into hentra.form06_stale (half_month, shard)
                                select distinct hentra.half_month_of(%3$s) as half_month, shard
                                from (select distinct %3$s, shard from (%2$s) w) d
                                order by half_month, shard
                                on conflict (half_month, shard) do update set shard = excluded.shard;
                                return null;
                        end $body$
                        $function$, change.name, change.rows, change.day, change.flows);
                execute format('comment on function hentra.%s_%s() is %L', change.flows, change.name,
                               format('Trigger: marks the half months whose rows of %s were %s.', change.flows, change.name));
                execute format('create or replace trigger form06_%1$s after %2$s on hentra.%4$I referencing %3$s'
                               ' for each statement execute function hentra.%4$s_%1$s()', change.name, change.event, change.tables, change.flows);
                -- What is copied into its other name fires the triggers of that alone.
                execute format('create or replace trigger form06_%1$s after %2$s on hentra.%4$I referencing %3$s'
                               ' for each statement execute function hentra.%5$s_%1$s()',
                               change.name, change.event, change.tables, change.flows || '_entry', change.flows);
        end loop;
end $$;

create or replace function hentra.form06_emptied() returns trigger language plpgsql as $$
begin
        truncate hentra.flow_form06, hentra.flow_form06_field;
        insert into hentra.form06_stale (half_month, shard)
        select distinct hentra.half_month_of(day), 0
        from (select day from hentra.flow_day union select half_month from hentra.flow_half_month) d
        on conflict do nothing;
        return null;
end $$;
comment on function hentra.form06_emptied() is 'Trigger: empties the sums of form 06 with a table of flows; what is left in the other one is marked.';
create or replace trigger form06_emptied after truncate on hentra.flow_day
        for each statement execute function hentra.form06_emptied();
create or replace trigger form06_emptied after truncate on hentra.flow_half_month
        for each statement execute function hentra.form06_emptied();
create or replace trigger form06_emptied after truncate on hentra.flow_day_entry
        for each statement execute function hentra.form06_emptied();
create or replace trigger form06_emptied after truncate on hentra.flow_half_month_entry
        for each statement execute function hentra.form06_emptied();
