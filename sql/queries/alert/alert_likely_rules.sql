-- no parameters -> whether there is anything to do about dossiers that are likely to be late: a fit was made, and a rule is enabled or an alert is open; when the newest fit was made as of, null: never; whether by other calendars or other rules than now; the oldest transaction that may still write, and that from which on pauses are not noted
-- columns: wanted fitted differs horizon noted
select exists (select from hentra.foresight_fit)
       and (exists (select from hentra.alert_rule where kind = 5 and enabled)
            or exists (select
                       from hentra.alert_rule r
                       cross join lateral (
                               select a.alert_id from hentra.alert a where a.rule_id = r.rule_id and a.transition % 2 = 1 limit 1) a
                       where r.kind = 5)) as wanted,
       f.as_of as fitted,
       (f.calendar_version <> (select max(version) from hentra.calendar_version)
        or f.agency_calendars <> hentra.agency_calendars()
        or f.rule_version <> (select rule_version from hentra.warehouse)) is true as differs,
       pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon,
       coalesce((select horizon from hentra.foresight_noted), 0) as noted
from (select) nothing
left join (select as_of, calendar_version, agency_calendars, rule_version from hentra.foresight_fit order by fit_id desc limit 1) f on true;
