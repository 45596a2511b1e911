-- The trigger helper: hentra_outbox.follow() lets a table of the source write its outbox. Installed behind outbox_install.sql. docs/outbox.md.
--
-- Rule: an expression that fails, or a value that makes no sense, never ends the transaction that changed the table.

create or replace function hentra_outbox.follower_name(followed regclass) returns text language sql stable
        set search_path = pg_catalog, pg_temp as $$ select 'follow_' || followed::oid $$;
comment on function hentra_outbox.follower_name(regclass) is 'Name of the trigger and of the functions that follow a table';

-- instants() and days(): the dates of a row as occurrences, without those that are null.
do $$
declare
        made record;
begin
        for made in values ('instants', 'timestamptz'), ('days', 'date') loop
                execute format('create or replace function hentra_outbox.%I(registered %2$s default null, received %2$s default null,
                        refused %2$s default null, withdrawn %2$s default null, stopped %2$s default null, resolved %2$s default null,
                        returned %2$s default null) returns jsonb language sql immutable set search_path = pg_catalog, pg_temp as $body$
                        select coalesce(jsonb_agg(jsonb_build_object(''status'', status, ''occurred_at'', at) order by place), ''[]'')
                        from (values (1, ''REGISTERED'', registered), (2, ''RECEIVED'', received), (3, ''REFUSED'', refused),
                                     (4, ''STOPPED'', stopped), (5, ''WITHDRAWN'', withdrawn), (6, ''RESOLVED'', resolved),
                                     (7, ''RETURNED'', returned)) v(place, status, at)
                        where at is not null $body$', made.column1, made.column2);
        end loop;
end $$;
comment on function hentra_outbox.instants(timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz, timestamptz) is 'Occurrences of those times that are not null';
comment on function hentra_outbox.days(date, date, date, date, date, date, date) is 'Occurrences of those days that are not null, where no time of day is known';

create or replace function hentra_outbox.unfollow(followed regclass) returns void language plpgsql
        set search_path = pg_catalog, pg_temp as $$
begin
        execute format('drop trigger if exists hentra_outbox on %s', followed);
        execute format('drop function if exists hentra_outbox.%I()', hentra_outbox.follower_name(followed));
end $$;
comment on function hentra_outbox.unfollow(regclass) is 'Takes the trigger of hentra_outbox.follow() away';

-- One without a zone would stand beside the one below, and a call fit both.
drop function if exists hentra_outbox.follow(regclass, jsonb, boolean, boolean);

create or replace function hentra_outbox.follow(followed regclass, columns jsonb, existing boolean default null,
        withdrawing boolean default true, zone text default 'Asia/Ho_Chi_Minh') returns void
        language plpgsql set search_path = pg_catalog, pg_temp as $follow$
declare
        allowed constant text[] := array['kind', 'dossier_id', 'case_kind', 'status', 'occurred_at', 'occurred_day', 'occurrences',
                'submitted_at', 'due_at', 'due_day', 'agency', 'received_by', 'level', 'procedure', 'field', 'channel',
                'return_channel', 'service', 'payment', 'digitised', 'electronic_result', 'reused_data', 'shared_to_store',
                'citizen_data', 'fee', 'rating', 'about'];
        wrong text;
        home text;
        others text;
        names text;
        expressions text;
        variables text;
begin
        select string_agg(key, ', ') into wrong from jsonb_object_keys(columns) key where key <> all (allowed);
        if wrong is not null then
                raise exception 'the outbox has no column %: allowed are %', wrong, array_to_string(allowed, ', ');
        end if;
        if not columns ?& array['dossier_id', 'agency'] or not columns ?| array['status', 'occurrences'] then
                raise exception 'dossier_id, agency, and status or occurrences are needed';
        end if;
        if not columns ?| array['occurrences', 'occurred_at'] then
                raise exception 'status needs occurred_at: left out it is the time at which the row of the outbox is written';
        end if;
        perform now() at time zone zone; -- an unknown one is refused here, not at each change of a row
        select format('%I', n.nspname) into home
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where c.oid = followed;
        -- The trigger runs with the rights of its maker, and finds functions in that schema.
        if (select r.rolsuper from pg_roles r where r.rolname = current_user) then
                select string_agg(r.rolname, ', ') into others
                from pg_roles r cross join pg_class c
                where c.oid = followed and not r.rolsuper and r.rolname !~ '^pg_'
                      and (has_schema_privilege(r.oid, c.relnamespace, 'CREATE') or pg_has_role(r.oid, c.relowner, 'USAGE')
                           or exists (select from pg_attribute a join pg_type t on t.oid = a.atttypid
                                      where a.attrelid = followed and a.attnum > 0 and not a.attisdropped and t.typowner = r.oid));
                if others is not null then
                        raise exception 'hentra_outbox.follow() is not for a superuser here: % could let the trigger run what is theirs, with a superuser''s rights',
                                others using errcode = '42501', hint = 'Call it as the owner of the schema hentra_outbox, who may read the table and lay triggers on it.';
                end if;
        end if;
        select string_agg(format('%I', key), ', ' order by key), string_agg(format('(%s)', value), ', ' order by key),
               string_agg(format('said.%I', key), ', ' order by key)
        into names, expressions, variables from jsonb_each_text(columns);
        -- What was said before is made by the same expressions, so a change of other columns states nothing.
        execute format($make$
                create or replace function hentra_outbox.%1$I() returns trigger language plpgsql security definer
                        set search_path = pg_catalog, %2$s, pg_temp as $body$
                #variable_conflict use_column -- in an expression a name is the table's, never one of the variables here
                declare
                        said hentra_outbox.outbox;
                        before hentra_outbox.outbox;
                        unknown boolean := false;
                        failure text;
                begin
                        -- A row that cannot be said may be mended or deleted yet: that has to be stated, so each side fails by itself.
                        if tg_op <> 'INSERT' then
                                begin
                                        select %4$s into %6$s from (select old.*) as changed;
                                exception when others then
                                        unknown := true;
                                end;
                                if unknown then
                                        begin
                                                select %7$s, %8$s, %9$s into before.dossier_id, before.agency, before.occurrences
                                                from (select old.*) as changed;
                                        exception when others then
                                                before := null;
                                                failure := case when tg_op = 'DELETE' then sqlstate end;
                                        end;
                                end if;
                        end if;
                        if tg_op <> 'DELETE' then
                                begin
                                        select %4$s into %5$s from (select new.*) as changed;
                                exception when others then
                                        failure := sqlstate;
                                end;
                        end if;
                        if failure is not null then
                                begin
                                        if tg_op <> 'DELETE' then
                                                select %7$s into said.dossier_id from (select new.*) as changed;
                                        end if;
                                exception when others then
                                        null;
                                end;
                                insert into hentra_outbox.rejected (reason, dossier_id)
                                values ('an expression of hentra_outbox.follow() failed on ' || tg_relid::regclass || ', SQLSTATE '
                                        || failure, said.dossier_id);
                                return null;
                        end if;
                        if not unknown and said is not distinct from before then
                                return null;
                        end if;
                        if %10$L::boolean and before.occurrences is not null and before.dossier_id is distinct from said.dossier_id then
                                insert into hentra_outbox.outbox (kind, dossier_id, agency, occurrences)
                                values ('DOCUMENT', before.dossier_id, before.agency, '[]');
                        elsif tg_op = 'UPDATE' and said.occurrences is not null then
                                -- That it was open after its return date until now is news: an end before that date may follow.
                                -- Where it was opened again, an end may be one of before; to state it in vain changes nothing.
                                if coalesce(before.due_at, (before.due_day + 1)::timestamp at time zone %11$L) < clock_timestamp()
                                                and (before.occurrences @? '$[*].reopens ? (@ == true)' or not before.occurrences @?
                                                '$[*].status ? (@ == "REFUSED" || @ == "WITHDRAWN" || @ == "RESOLVED" || @ == "RETURNED")') then
                                        insert into hentra_outbox.outbox (%3$s) values (%6$s);
                                end if;
                                said.since := clock_timestamp();
                        end if;
                        if tg_op <> 'DELETE' then
                                insert into hentra_outbox.outbox (%3$s, since) values (%5$s, said.since);
                        end if;
                        return null;
                end $body$
                $make$, hentra_outbox.follower_name(followed), home, names, expressions, variables,
                replace(variables, 'said.', 'before.'), format('(%s)', columns ->> 'dossier_id'), format('(%s)', columns ->> 'agency'),
                case when columns ? 'occurrences' then $$'[]'::jsonb$$ else 'null::jsonb' end, withdrawing, zone);
        execute format('revoke execute on function hentra_outbox.%I() from public', hentra_outbox.follower_name(followed));
        execute format('comment on function hentra_outbox.%I() is %L', hentra_outbox.follower_name(followed),
                'Writes what hentra_outbox.follow() was told of ' || followed);
        -- Who is followed already has stated them.
        existing := coalesce(existing, not exists (select from pg_trigger where tgrelid = followed and tgname = 'hentra_outbox'));
        if not exists (select from pg_trigger where tgrelid = followed and tgname = 'hentra_outbox'
                       and tgfoid = to_regprocedure(format('hentra_outbox.%I()', hentra_outbox.follower_name(followed)))) then
                execute format('create or replace trigger hentra_outbox after insert or update or delete on %s for each row execute function hentra_outbox.%I()',
                        followed, hentra_outbox.follower_name(followed));
        end if;
        if existing then
                perform set_config('search_path', 'pg_catalog, ' || home || ', pg_temp', true);
                execute format('insert into hentra_outbox.outbox (%s) select %s from (select * from %s) as changed', names,
                        expressions, followed);
        end if;
end $follow$;
comment on function hentra_outbox.follow(regclass, jsonb, boolean, boolean, text) is 'Lets a table write the outbox: a trigger that makes the named columns of it by SQL expressions over the table''s columns, whenever they change; existing: also for the rows that are there (null: when it is followed for the first time); withdrawing: one that is deleted withdraws its dossier, where it is a document; zone: of due_day, as setup.zone has it. Once more: replaces the expressions';

-- Those that others made by hentra_outbox.follow() are theirs, and nobody else's since they were made.
do $$
declare
        made regprocedure;
begin
        for made in select p.oid from pg_proc p where p.pronamespace = 'hentra_outbox'::regnamespace and pg_has_role(p.proowner, 'USAGE') loop
                execute format('revoke execute on function %s from public', made);
        end loop;
end $$;
grant usage on schema hentra_outbox to hentra_outbox;
grant select on hentra_outbox.outbox, hentra_outbox.rejected, hentra_outbox.position, hentra_outbox.health to hentra_outbox;
grant select on sequence hentra_outbox.outbox_id_seq to hentra_outbox;
grant execute on function hentra_outbox.holders(), hentra_outbox.move_position(bigint, bigint[], text[], bigint) to hentra_outbox;
