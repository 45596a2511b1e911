-- $1 topic text, $2 partitions that the topic has integer, $3 class of the owners' locks integer -> the positions of those that no longer exist, and that nobody reads, are retired, one row each
update hentra.position p
set retired_at = now()
where topic = $1 and partition >= $2 and retired_at is null
  -- Partitions may have been added since they were counted.
  and not exists (
        select
        from pg_locks l
        where l.locktype = 'advisory' and l.granted and l.classid = $3::oid and l.objid = p.position_id::oid and l.objsubid = 2
          and l.database = (select oid from pg_database where datname = current_database()));
