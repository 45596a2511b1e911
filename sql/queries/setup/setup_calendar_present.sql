-- no parameters -> boolean: the warehouse has calendars as this version reads them; an older one has them once it is migrated
-- columns: present
select to_regclass('hentra.agency_calendar_cut') is not null as present;
