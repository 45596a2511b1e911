-- $1 now timestamptz -> sets the instant of dossier_risk_seen, until the transaction ends, and whether it is about that one: who does not see everything
-- is answered for the time there is, from which the clocks of other machines may differ
-- columns: instant taken
select s.instant, abs(extract(epoch from hentra.foresight_now() - s.instant::timestamptz)) < 3600 as taken
from (select set_config('hentra.now', ($1::timestamptz)::text, true) as instant offset 0) s;
