-- no parameters -> boolean: the warehouse has a calendar
-- columns: present
select to_regclass('hentra.calendar_day') is not null as present;
