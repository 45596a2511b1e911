-- no parameters -> whether there is anything to do about dossiers that are likely to be late: a fit was made, and a rule is enabled or an alert is open; when the newest fit was made as of, null: never
-- columns: wanted fitted
select exists (select from hentra.foresight_fit)
       and (exists (select from hentra.alert_rule where kind = 5 and enabled)
            or exists (select
                       from hentra.alert_rule r
                       cross join lateral (
                               select a.alert_id from hentra.alert a where a.rule_id = r.rule_id and a.transition % 2 = 1 limit 1) a
                       where r.kind = 5)) as wanted,
       (select max(as_of) from hentra.foresight_fit) as fitted;
