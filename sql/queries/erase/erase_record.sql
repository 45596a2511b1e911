-- $1 reason text, $2 characters integer -> an erasure begins
-- columns: erasure_id
insert into hentra.erasure (reason, characters) values ($1, $2)
returning erasure_id;
