-- $1 numbers of notices, bigint[] -> what loaders have told, in their order; those that are gone are left out
-- columns: dossiers moves
select dossiers, moves from hentra.notice where notice_id = any ($1::bigint[]) order by notice_id;
