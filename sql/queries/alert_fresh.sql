-- $1 topic text, $2 class of the owners' locks integer -> false: a partition is behind, or nobody reads it
select not exists (
        select
        from hentra.position p
        where p.topic = $1
          and (p.behind_since is not null
            or not exists (
                select
                from pg_locks l
                where l.locktype = 'advisory' and l.granted and l.classid = $2::oid and l.objid = p.position_id::oid and l.objsubid = 2
                  and l.database = (select oid from pg_database where datname = current_database()))));
