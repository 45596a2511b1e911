-- $1 now timestamptz -> the instant of dossier_risk_seen, until the transaction ends
select set_config('hentra.now', ($1::timestamptz)::text, true);
