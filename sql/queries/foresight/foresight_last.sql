-- no parameters -> the newest fit; k in thousandths
-- columns: as_of since rule_version calendar_version lifetimes ended curves k_field k_procedure k_term k_agency fitted_at
select as_of, since, rule_version, calendar_version, lifetimes, ended, curves, (k_field * 1000)::bigint as k_field,
       (k_procedure * 1000)::bigint as k_procedure, (k_term * 1000)::bigint as k_term, (k_agency * 1000)::bigint as k_agency, fitted_at
from hentra.foresight_fit
order by fit_id desc
limit 1;
