-- Who sees what, asked once a query by the policies of 70_access.sql, which lean on these two: so they are replaced, never dropped.
-- Rule: current_user, never session_user: a pool that serves many says `set role`. With the caller's rights, and a search_path of their own,
-- or a caller could put operators of his own in the place of those that decide.

create or replace function hentra.sees_all() returns boolean language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp as $$
begin
        return exists (select
                       from pg_roles r
                       where r.rolname in ('hentra_owner', 'hentra_loader', 'hentra_alerter', 'hentra_analyst') and pg_has_role(current_user, r.oid, 'usage'))
            or exists (select
                       from hentra.access g
                       join pg_roles r on r.rolname = g.role_name
                       where g.agency_id is null and pg_has_role(current_user, r.oid, 'usage'));
end $$;
comment on function hentra.sees_all is 'Whether the current role sees all dossiers and figures: as a member of hentra_analyst or of another role that does, or because all was granted to it.';

-- Up from an agency leads what agency_line() has: the one that it counts for, else its successor, else its parent. Down from those that were
-- granted, so that a district is found by a few look-ups among thousands.
create or replace function hentra.agencies_seen() returns boolean[] language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp as $$
declare
        today constant date := hentra.local_day(current_timestamp);
        last constant integer := (select coalesce(max(agency_id), 0) from hentra.agency);
        above integer[];
        seen integer[];
begin
        if hentra.sees_all() then
                return array_fill(true, array[last + 1]);
        end if;
        above := array(select g.agency_id
                       from hentra.access g
                       join pg_roles r on r.rolname = g.role_name
                       where g.agency_id is not null and pg_has_role(current_user, r.oid, 'usage'));
        seen := above;
        while cardinality(above) > 0 loop
                above := array(
                        select c.agency_id
                        from (select agency_id from hentra.agency_version where parent_id = any (above)
                              union
                              select agency_id from hentra.agency_version where successor_id = any (above)
                              union
                              select agency_id from hentra.agency_spoken where member_id = any (above)
                              except
                              select unnest(seen)) c
                        cross join lateral (
                                select case when v.member_id <> c.agency_id then v.member_id
                                            when today >= v.valid_to then coalesce(v.successor_id, v.parent_id)
                                            else v.parent_id end as agency_id
                                from hentra.agency_said v
                                where v.agency_id = c.agency_id and v.valid_from <= today
                                order by v.valid_from desc
                                limit 1) up
                        where up.agency_id = any (above));
                seen := seen || above;
        end loop;
        return (select array_agg(s.agency_id is not null order by n)
                from generate_series(0, last) as n
                left join (select distinct unnest(seen) as agency_id) s on s.agency_id = n);
end $$;
comment on function hentra.agencies_seen is 'By number of an agency, and 1: whether the current role sees what is there. An agency that was granted, with all below it in the catalogue of today, what counts for one of them, and what they took over from.';
