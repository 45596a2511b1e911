-- no parameters -> the newest fit; k in thousandths; the rules and the calendar that count now, and whether agencies go by other calendars now
-- columns: as_of since rule_version calendar_version lifetimes ended curves k_field k_procedure k_term k_agency fitted_at rules_now calendar_now agencies_differ
select as_of, since, rule_version, calendar_version, lifetimes, ended, curves, (k_field * 1000)::bigint as k_field,
       (k_procedure * 1000)::bigint as k_procedure, (k_term * 1000)::bigint as k_term, (k_agency * 1000)::bigint as k_agency, fitted_at,
       (select rule_version from hentra.warehouse) as rules_now, (select max(version) from hentra.calendar_version) as calendar_now,
       agency_calendars <> hentra.agency_calendars() as agencies_differ
from hentra.foresight_fit
order by fit_id desc
limit 1;
