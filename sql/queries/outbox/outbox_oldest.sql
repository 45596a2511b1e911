-- The oldest transaction that has written and is open or prepared, in any database of the server, as far as one may see it.
-- columns: pid gid since database application
select o.pid, o.gid, o.since, o.database, o.application
from (select null::integer as pid, p.gid, p.prepared as since, p.database::text as database, '' as application,
             age(p.transaction) as age
      from pg_prepared_xacts p
      union all
      select a.pid, null, a.xact_start, a.datname::text, a.application_name, age(a.backend_xid)
      from pg_stat_activity a where a.backend_xid is not null) o
order by o.age desc limit 1
