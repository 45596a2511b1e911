-- $1 agency_id integer, $2 version integer, $3 from date, $4 behind date (null: without end), $5 weekdays integer, $6 hours text, $7 cut
-- integer, $8 cut_short integer, $9 name text -> nothing
insert into hentra.agency_calendar_week (agency_id, version, valid_from, valid_to, weekdays, hours, cut, cut_short, name)
values ($1, $2, $3, coalesce($4::date, 'infinity'), $5, $6, $7::integer, $8::integer, $9);
