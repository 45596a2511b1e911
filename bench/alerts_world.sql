-- SPDX-License-Identifier: Apache-2.0
-- alerts_world.sql - psql variables old, open, agencies: so many dossiers that have ended, over ten years, with what was raised and
-- cleared for one in eight of them; and so many that are open: four of nine late, by up to two years, four due within a month, one paused.
-- A twentieth of the agencies are districts with nine communes or so each, a hundredth provinces. The rules begin five years ago.
set synchronous_commit = off;
insert into hentra.agency (code) select 'A.' || n from generate_series(1, :agencies) n;
insert into hentra.agency_version (agency_id, name, level, parent_id)
select n, 'agency ' || n, case when n <= provinces then 1 when n <= provinces * 10 then 2 else 3 end,
       case when n <= provinces then null when n <= provinces * 10 then 1 + n % provinces else provinces + 1 + n % (9 * provinces) end
from generate_series(1, :agencies) n
cross join (select 1 + :agencies / 101 as provinces) p;
insert into hentra.procedure (code) select '1.' || n from generate_series(1, 300) n;
insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id,
        first_observed_at, last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by, returned_at, day_class, instant_class)
select 'A.' || to_char(t.received, 'YYMMDD') || '-' || lpad(n::text, 8, '0'), decode(repeat('5a', 110), 'hex'), 0, 10, 0, 1, 0,
       1 + n % :agencies, 1 + n % 300, t.received, t.ended, t.received, t.received, t.due, t.due, t.ended, 10, t.ended,
       case when t.ended > t.due then 3 else 1 end, case when t.ended > t.due then 2 else 1 end
from generate_series(1, :old) n
cross join lateral (select now() - interval '10 years' + n * (interval '10 years' / :old) as received) r
cross join lateral (select r.received, r.received + interval '10 days' as due,
                           r.received + interval '1 day' * (1 + (hashint8(n + 7) & 2147483647) % 1050 / 100.0) as ended) t;
insert into hentra.dossier (dossier_id, history, marks, status, case_kind, channel, service, agency_id, procedure_id,
        first_observed_at, last_at, received_at, due_at, first_due_at, paused_at, day_class, instant_class)
select 'B.' || n, decode(repeat('5a', 80), 'hex'), 0, case when n % 9 = 0 then 5 else 2 end, 0, 1, 0,
       1 + (hashint8(n) & 2147483647) % :agencies, 1 + n % 300, t.received, t.received, t.received, t.due, t.due,
       case when n % 9 = 0 then t.due - interval '1 day' end, 0, 0
from generate_series(1, :open) n
cross join lateral (
        select now() - interval '3 years' as received,
               case when n % 9 between 1 and 4 then now() - interval '2 years' * power(n / :open.0, 3) - interval '1 hour'
                    when n % 9 > 4 then now() + interval '1 hour' + interval '1 month' * (n / :open.0)
                    else now() - interval '2 years' * (n / :open.0) end as due) t;
insert into hentra.alert (alert_id, dossier_id, rule_id, step, due_at, transition)
select n, 'A.old-' || n, 1 + n % 3, 1, now() - interval '10 years' + n * (interval '10 years' * 8 / :old), 2
from generate_series(1, :old / 8) n;
insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale, published_at)
select n, t, now() - interval '5 years', t - 1, 1 + n % :agencies, 1 + n % :agencies, 1 + n % 300, 0, false, now()
from generate_series(1, :old / 8) n, generate_series(1, 2) t;
update hentra.alert_rule set start_mark = now() - interval '5 years';
-- Digests are for working days, and this may be none.
insert into hentra.calendar_exception (version, day, working, name)
select (select max(version) from hentra.calendar_version), hentra.local_day(now()) + n, true, 'a benchmark'
from generate_series(0, 1) n
on conflict (version, day) do update set working = true;
vacuum analyze hentra.dossier;
vacuum analyze hentra.alert;
vacuum analyze hentra.alert_transition;
