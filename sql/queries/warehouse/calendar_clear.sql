-- no parameters -> nothing; no truncate, for which readers would have to wait
with days as (delete from hentra.calendar_day),
     agencies as (delete from hentra.agency_calendar),
     spans as (delete from hentra.agency_calendar_span),
     cuts as (delete from hentra.agency_calendar_cut)
delete from hentra.calendar_span;
