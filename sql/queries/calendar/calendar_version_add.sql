-- $1 version integer, $2 hours text, $3 note text -> nothing
insert into hentra.calendar_version (version, hours, note) values ($1, $2, $3);
