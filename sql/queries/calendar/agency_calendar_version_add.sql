-- $1 agency_id integer, $2 version integer, $3 note text -> nothing
insert into hentra.agency_calendar_version (agency_id, version, note) values ($1, $2, $3);
