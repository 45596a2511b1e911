-- SPDX-License-Identifier: Apache-2.0
-- Finds a loader that is between BEGIN and COMMIT, so that it can be killed there.
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
