-- $1 erasure_id integer, $2 place text, $3 found, $4 removed bigint
insert into hentra.erasure_place (erasure_id, place, found, removed) values ($1, $2, $3, $4);
