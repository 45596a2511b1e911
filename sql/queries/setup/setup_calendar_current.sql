-- no parameters -> boolean: the current calendar can be compared with the one that comes with hentra
-- columns: comparable
select to_regclass('hentra.calendar_unlike_viet_nam') is not null as comparable;
