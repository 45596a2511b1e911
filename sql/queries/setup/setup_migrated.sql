-- $1 version integer, $2 name text -> nothing
insert into hentra.migration (version, name) values ($1, $2);
