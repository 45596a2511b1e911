-- Row-level security: what members of hentra_viewer see. Views are asked with the rights of who asks, so what holds for the tables holds for
-- them, in psql as in a report.
-- Rule: a policy is made once and then left, since making one waits for everybody who reads or writes. Another rule has another name, and a
-- migration drops the old one.

do $$
declare
        everybody constant text := 'hentra_loader, hentra_alerter, hentra_analyst';
        open constant text := 'a.transition % 2 = 1 and (alert_ack.until is null or (select hentra.agencies_seen())[t.recipient_id + 1])';
        policy record;
        name text;
begin
        for policy in
                select *
                from (values
                        ('dossier', 'seen_by_agency', '(select hentra.agencies_seen())[agency_id + 1]'),
                        ('flow_day', 'seen_by_agency', '(select hentra.agencies_seen())[agency_id + 1]'),
                        ('flow_half_month', 'seen_by_agency', '(select hentra.agencies_seen())[agency_id + 1]'),
                        ('flow_form06', 'seen_by_agency', '(select hentra.agencies_seen())[agency_id + 1]'),
                        -- One agency stands for many there.
                        ('flow_form06_field', 'seen_whole', '(select hentra.sees_all())'),
                        -- Where the dossier was then.
                        ('alert_transition', 'seen_by_agency', '(select hentra.agencies_seen())[agency_id + 1]'),
                        -- One by one: of all there are, a page shows a few. Not by EXISTS, for which the planner may read all transitions first.
                        ('alert', 'seen_by_its_transition', '(select true from hentra.alert_transition t where t.alert_id = alert.alert_id limit 1)'),
                        -- Not by the clearing, which after a hand-over is the next agency's.
                        ('alert_ack', 'seen_by_its_raising',
                         '(select true from hentra.alert_transition t where t.alert_id = alert_ack.alert_id and t.transition % 2 = 1 limit 1)'),
                        ('access', 'seen_by_role', 'exists (select from pg_catalog.pg_roles r where r.rolname = role_name and pg_has_role(current_user, r.oid, ''usage''))'))
                as p (relation, name, condition)
        loop
                if not exists (select from pg_policies where schemaname = 'hentra' and tablename = policy.relation and policyname = 'all') then
                        execute format('create policy "all" on hentra.%I to %s using (true) with check (true)', policy.relation, everybody);
                end if;
                if not exists (select from pg_policies where schemaname = 'hentra' and tablename = policy.relation and policyname = policy.name) then
                        execute format('create policy %I on hentra.%I for select to hentra_viewer using (%s)', policy.name, policy.relation, policy.condition);
                end if;
                if policy.relation in ('dossier', 'flow_day', 'flow_half_month') and to_regrole('hentra_publisher') is not null
                   and not exists (select from pg_policies where schemaname = 'hentra' and tablename = policy.relation and policyname = 'published') then
                        execute format('create policy published on hentra.%I for select to hentra_publisher using (true)', policy.relation);
                end if;
                if not (select relrowsecurity from pg_class where oid = ('hentra.' || policy.relation)::regclass) then
                        execute format('alter table hentra.%I enable row level security', policy.relation);
                end if;
        end loop;
        -- What they may write: acknowledgements of the alerts that are open where they see dossiers now, not of those handed on; and snoozes of those
        -- that an agency is told which they see. The snooze of an earlier step holds the open one, and so is taken back by it.
        for policy in
                select *
                from (values ('insert', 'made_of_open', 'with check', 'false'),
                             ('update', 'lifted_of_open', 'using',
                              '(select true from hentra.alert s join hentra.alert a on a.dossier_id = s.dossier_id and a.rule_id = s.rule_id and a.due_at = s.due_at '
                              'join hentra.alert_transition t on t.alert_id = a.alert_id and t.transition = a.transition where s.alert_id = alert_ack.alert_id and '
                              || open || ' limit 1)')) as p (verb, name, clause, otherwise)
        loop
                if not exists (select from pg_policies where schemaname = 'hentra' and tablename = 'alert_ack' and policyname = policy.name) then
                        execute format('create policy %I on hentra.alert_ack for %s to hentra_viewer %s (coalesce((select true from hentra.alert a '
                                       'join hentra.alert_transition t using (alert_id, transition) where a.alert_id = alert_ack.alert_id and %s limit 1), %s))',
                                       policy.name, policy.verb, policy.clause, open, policy.otherwise);
                end if;
        end loop;
        -- Not source_health, which counts what an alerter may not read, and not those that show parts of rows.
        for name in
                select relname from pg_class
                where relnamespace = 'hentra'::regnamespace and relkind = 'v' and relname <> all (array['source_health', 'dossier_statement', 'dossier_handed_over', 'dossier_risk_seen'])
        loop
                execute format('alter view hentra.%I set (security_invoker = true)', name);
        end loop;
end $$;

-- Dashboards give no answer again that was made before.
create or replace function hentra.access_tell() returns trigger language plpgsql as $$
begin
        notify hentra_access; -- needs no right to call a function, unlike pg_notify()
        return null;
end $$;
comment on function hentra.access_tell() is 'Trigger: tells that something was granted or taken away, and not what.';
create or replace trigger told after insert or update or delete or truncate on hentra.access for each statement execute function hentra.access_tell();
