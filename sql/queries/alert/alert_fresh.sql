-- $1 topic text, $2 class of the owners' locks integer, $3 patience in microseconds bigint
-- -> of the topic, and of each other one that is loaded into this warehouse (somebody reads it, or has within seven days): fresh: no partition (of those that are there) is behind, every one is read, and no loader is kept from moving its position; waits: while a loader is catching up, for how many microseconds more what it writes is not raised; 0: it is not, or has been for the patience
-- columns: fresh waits
with known as (
        select p.topic, p.behind_since, p.updated_at, exists (
                select
                from pg_locks l
                where l.locktype = 'advisory' and l.granted and l.classid = $2::oid and l.objid = p.position_id::oid and l.objsubid = 2
                  and l.database = (select oid from pg_database where datname = current_database())) as is_read
        from hentra.position p
        where p.retired_at is null),
p as (
        select behind_since, is_read
        from known
        where topic = $1 or topic in (select topic from known where is_read or updated_at > now() - interval '7 days'))
select not exists (select from p where behind_since is not null or not is_read)
       and not exists (
               select
               from pg_locks l
               where l.relation = 'hentra.position'::regclass and not l.granted
                 and l.database = (select oid from pg_database where datname = current_database())) as fresh,
       coalesce((select $3 - (extract(epoch from now() - min(behind_since)) * 1000000)::bigint
                 from p
                 where is_read and behind_since > now() - $3 * interval '1 microsecond'), 0) as waits;
