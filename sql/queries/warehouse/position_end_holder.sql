-- $1 topic text, $2 partition integer -> ends the connections whose transaction holds the row, unless it holds the whole table: that is a repair, which has an end; pid of each
select l.pid, pg_terminate_backend(l.pid)
from hentra.position p
join pg_locks l on l.locktype = 'transactionid' and l.granted and l.transactionid = p.xmax
where p.topic = $1 and p.partition = $2 and l.pid <> pg_backend_pid()
  and not exists (
        select from pg_locks t
        where t.pid = l.pid and t.relation = 'hentra.position'::regclass and t.mode = 'ExclusiveLock' and t.granted
  );
