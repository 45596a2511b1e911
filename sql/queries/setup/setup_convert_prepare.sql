-- $1 class of the owners' locks integer -> dossiers to be converted; connections that read a partition (position_hold.sql)
-- columns: dossiers loaders
select (select count(*) from hentra.dossier) as dossiers,
       (select count(distinct l.pid) from pg_locks l join hentra.position p on l.objid = p.position_id::oid
        where l.locktype = 'advisory' and l.objsubid = 2 and l.classid = $1::oid
          and l.database = (select oid from pg_database where datname = current_database())) as loaders;
