-- $1 the calendars that there are to be bigint[] -> those of them whose rows are there already; who goes by which is cleared, and the others' rows
-- columns: calendar_id
with known as (select distinct calendar_id from hentra.agency_calendar),
     users as (delete from hentra.agency_calendar),
     spans as (delete from hentra.agency_calendar_span where calendar_id <> all ($1::bigint[])),
     cuts as (delete from hentra.agency_calendar_cut where calendar_id <> all ($1::bigint[]))
select calendar_id from known where calendar_id = any ($1::bigint[]);
