-- $1 as of timestamptz, $2 since timestamptz, $3 rule version integer, $4 calendar version integer, $5 lifetimes bigint, $6 ended bigint, $7 curves integer; k in thousandths, bigint: $8 of fields, $9 procedures, $10 terms, $11 agencies; $12 microseconds of a working day bigint, $13 agency_calendars() as it was bigint
insert into hentra.foresight_fit (as_of, since, rule_version, calendar_version, lifetimes, ended, curves, k_field, k_procedure, k_term, k_agency, day_micros, agency_calendars)
values ($1, $2, $3, $4, $5, $6, $7, $8 / 1000.0, $9 / 1000.0, $10 / 1000.0, $11 / 1000.0, $12, $13);
