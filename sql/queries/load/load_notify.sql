-- $1 ids of dossiers that changed, one a line; empty: any may have, text; $2 moves of positions, a line each: position_id, from and to, text; null: none -> tells the alerters
select pg_notify(n.channel, n.payload)
from (values ('hentra_dossier', $1::text), ('hentra_position', $2::text)) as n (channel, payload)
where n.payload is not null;
