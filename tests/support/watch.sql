-- SPDX-License-Identifier: Apache-2.0
-- Finds a loader at a certain point of its work, so that it can be killed or stopped there.
create schema if not exists watch;

-- Waits until a backend of one of these applications has written something in a transaction that is still open, and
-- still is so `later` milliseconds later; `held`: and now waits for a lock, so that it cannot end. Returns its application
-- and transaction; no row: none within `patience`.
create or replace function watch.open_transaction(applications text[], later double precision, held boolean, patience interval)
returns table (application text, xid text) language plpgsql as $$
declare
        until timestamptz := clock_timestamp() + patience;
begin
        while clock_timestamp() < until loop
                perform pg_stat_clear_snapshot();
                select a.application_name, a.backend_xid::text into application, xid
                from pg_stat_activity a
                where a.application_name = any(applications) and a.backend_xid is not null and a.state <> 'idle'
                        and a.datname = current_database() and (not held or a.wait_event_type = 'Lock')
                limit 1;
                if found then
                        perform pg_sleep(later / 1000);
                        perform pg_stat_clear_snapshot();
                        perform from pg_stat_activity a
                        where a.application_name = application and a.backend_xid::text = xid;
                        if found then
                                return next;
                                return;
                        end if;
                end if;
                perform pg_sleep(0.001);
        end loop;
end
$$;

-- Waits until a backend of one of these applications reads, outside of a transaction that writes, and waits for a lock.
create or replace function watch.reader(applications text[], patience interval) returns text language plpgsql as $$
declare
        until timestamptz := clock_timestamp() + patience;
        application text;
begin
        while clock_timestamp() < until loop
                perform pg_stat_clear_snapshot();
                select a.application_name into application
                from pg_stat_activity a
                where a.application_name = any(applications) and a.backend_xid is null and a.state = 'active'
                        and a.datname = current_database() and a.wait_event_type = 'Lock'
                limit 1;
                if found then
                        return application;
                end if;
                perform pg_sleep(0.005);
        end loop;
        return null;
end
$$;

-- Who is in the middle of a COPY, has got some of it, and waits for the rest from the client.
create or replace view watch.copying as
select a.application_name as application, a.backend_xid::text as xid, p.bytes_processed
from pg_stat_activity a
join pg_stat_progress_copy p using (pid)
where a.state = 'active' and a.wait_event = 'ClientRead' and a.backend_xid is not null
        and p.bytes_processed > 0 and a.datname = current_database()
        -- Not one that is only about to be sent its next rows.
        and a.query_start < clock_timestamp() - interval '2 seconds';
