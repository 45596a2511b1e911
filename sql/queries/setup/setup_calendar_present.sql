-- no parameters -> boolean: the warehouse has a calendar
select to_regclass('hentra.calendar_day') is not null;
