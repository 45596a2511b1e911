-- Alerts for analysts, and functions that the alerter asks about rules and agencies.

create function hentra.alert_kind_name(number integer) returns text language sql immutable parallel safe
return (array['DUE_SOON', 'OVERDUE', 'ESCALATION', 'SOURCE_SILENT', 'LIKELY_LATE'])[number];
comment on function hentra.alert_kind_name is 'Kind of an alert rule, by number.';

create function hentra.alert_reason_name(number integer) returns text language sql immutable parallel safe
return (array['RAISED', 'RESOLVED', 'REFUSED', 'WITHDRAWN', 'STOPPED', 'PAUSED', 'REAPPOINTED', 'SUPERSEDED', 'NOT_COVERED',
              'CORRECTED', 'HEARD', 'UNLIKELY'])[number + 1];
comment on function hentra.alert_reason_name is 'Why an alert changed, by number: RAISED, or why it was cleared.';

create function hentra.alert_offset_minutes(r hentra.alert_rule, step integer, usual_minutes integer) returns integer language sql immutable parallel safe
return coalesce(case when (r).kind = 4 then greatest((r).offsets[1], ceil(usual_minutes * (r).factor))::integer else (r).offsets[step] end, 0);
comment on function hentra.alert_offset_minutes is 'Working minutes from the due date at which a step of a rule fires; of a source gone silent: from its last event. 0: the rule has no such step any more.';

-- The version that began last by the day says whether the agency is there, and if not, who is asked next. Nobody is asked twice, so
-- a catalogue that leads in a circle ends. In plpgsql, which keeps its plan: as a function of SQL within another it takes ten times as long.
create function hentra.agency_line(agency integer, day date) returns integer[] language plpgsql stable parallel safe as $$
declare
        asked integer[] := array[agency];
        here integer := agency;
        v record;
begin
        loop
                select member_id, valid_to, successor_id, parent_id into v
                from hentra.agency_said
                where agency_id = here and valid_from <= day
                order by valid_from desc
                limit 1;
                if not found or v.member_id = here and day < v.valid_to then
                        return asked;
                end if;
                -- Its code leads to another one, whose own versions say whether that one is there.
                here := case when v.member_id <> here then case when v.member_id <> all (asked) then v.member_id end
                             when v.successor_id <> all (asked) then v.successor_id
                             when v.parent_id <> all (asked) then v.parent_id end;
                if here is null then
                        return array[agency];
                end if;
                asked := asked || here;
        end loop;
end $$;
comment on function hentra.agency_line is 'The line from an agency to who is told on a local day of what concerns it, both with it: the agency that its code or name leads to, and who took over, step by step (agency_told is the last). The agency alone where the catalogue leads to nobody.';

create function hentra.agency_told(agency integer, day date) returns integer language plpgsql stable parallel safe as $$
declare
        line constant integer[] := hentra.agency_line(agency, day);
begin
        return line[cardinality(line)];
end $$;
comment on function hentra.agency_told is 'Who is told of what concerns an agency on a local day: itself, or the agency that its code or name leads to; or, where the catalogue versions of that are over by then, the successor that the last of them names, and where it names none (it was split) the parent; and so on, should that be dissolved too. The agency itself where the catalogue leads to nobody.';

create function hentra.alert_covers(r hentra.alert_rule, agency integer, procedure integer, case_kind integer, at timestamptz)
returns boolean language sql stable parallel safe
return ((r).case_kind is null or (r).case_kind = case_kind)
   and ((r).agency_id is null or (r).agency_id = agency or (r).agency_id = any (hentra.agency_line(agency, hentra.local_day(at))))
   and ((r).procedure_id is null or (r).procedure_id = procedure or hentra.procedure_is_of(procedure, (r).procedure_id))
   and ((r).level is null or (r).level = hentra.agency_standing_level(agency, hentra.local_day(at)));
comment on function hentra.alert_covers is 'Whether a rule is for dossiers of this agency, procedure and kind of case. One for an agency is for what its aliases and dissolved predecessors have, too; one for 1.004873 for 1.004873.000.00.00.H15.';

create function hentra.alert_over(alert_due timestamptz, received_at timestamptz, ended_by integer, paused_at timestamptz, status integer,
                                  due_at timestamptz) returns integer language sql immutable parallel safe
return case when received_at is null then 9
            when ended_by in (9, 10) then 1
            when ended_by = 3 then 2
            when ended_by = 7 then 3
            when ended_by = 8 or paused_at is not null and status = 8 then 4
            when paused_at is not null then 5
            when due_at is distinct from alert_due then 6
            end;
comment on function hentra.alert_over is 'Number of the reason for which an alert of a dossier is over whatever its rule: the dossier ended, does not run, or has another return date; null: it is not, as far as the dossier goes.';

-- In its caller's transaction, with the rights of its caller.
create function hentra.alert_clear(alerts bigint[], transitions integer[], reasons integer[], cleared_at timestamptz) returns setof bigint
language sql volatile
begin atomic
        with judged as materialized (
                select j.alert_id, j.transition, j.reason
                from unnest(alerts, transitions, reasons) as j (alert_id, transition, reason)
                where j.reason is not null),
        cleared as (
                update hentra.alert a set transition = j.transition + 1
                from judged j
                where a.alert_id = j.alert_id and a.transition = j.transition
                returning a.alert_id, a.transition, a.dossier_id)
        insert into hentra.alert_transition (alert_id, transition, at, reason, agency_id, recipient_id, procedure_id, case_kind, stale)
        select c.alert_id, c.transition, cleared_at, j.reason, coalesce(d.agency_id, 0), coalesce(raised.recipient_id, 0), coalesce(d.procedure_id, 0),
               coalesce(d.case_kind, 0::smallint), false
        from cleared c
        join judged j using (alert_id)
        left join hentra.dossier d on d.dossier_id = c.dossier_id
        left join hentra.alert_transition raised on raised.alert_id = j.alert_id and raised.transition = j.transition
        order by c.alert_id
        returning alert_id;
end;
comment on function hentra.alert_clear is 'Clears alerts that are still at the given transitions, each for its reason (null: not this one), and gives those that it cleared.';

create function hentra.agency_above(agency integer, day date, steps integer) returns integer language sql stable parallel safe
begin atomic
        with recursive line (agency_id, n) as (
                select hentra.agency_told(agency, day), 0
                union all
                select hentra.agency_told(v.parent_id, day), line.n + 1
                from line
                cross join lateral (
                        select v.parent_id
                        from hentra.agency_version v
                        where v.agency_id = line.agency_id and day >= v.valid_from and day < v.valid_to
                        offset 0) v
                where v.parent_id is not null and line.n < steps)
        select agency_id from line order by n desc limit 1;
end;
comment on function hentra.agency_above is 'Who is told so many steps further up on a day (agency_told says who stands for one that is dissolved), as far as the catalogue knows.';

-- A new start mark does not fire it: the alerter itself sets those.
create or replace function hentra.alert_rule_changed() returns trigger language plpgsql as $$
begin
        perform pg_notify('hentra_alert_rule', '');
        return null;
end $$;
comment on function hentra.alert_rule_changed() is 'Trigger: tells the alerters that rules have changed.';
create or replace trigger changed after insert or delete or update of name, kind, offsets, level, agency_id, procedure_id, case_kind, enabled, factor, chance, margin
        on hentra.alert_rule for each statement execute function hentra.alert_rule_changed();

-- Rules may be for a level, and the level of an agency comes from the catalogue or from what events claim. Loaders repeat a claim in
-- every batch, so only one that changes the level is told of: a notification makes commits wait for each other.
create or replace function hentra.alert_level_changed() returns trigger language plpgsql as $$
begin
        notify hentra_dossier; -- needs no right to call a function, unlike pg_notify(): a loader must not fail by it
        return null;
end $$;
comment on function hentra.alert_level_changed() is 'Trigger: tells the alerters that agencies may be of another level, so that any dossier may be covered by other rules.';
create or replace trigger changed after insert or delete or update on hentra.agency_version
        for each statement execute function hentra.alert_level_changed();
create or replace trigger changed after insert or delete or update on hentra.agency_spoken
        for each statement execute function hentra.alert_level_changed();
create or replace trigger claimed after insert on hentra.agency_level_claim
        for each row execute function hentra.alert_level_changed();
create or replace trigger changed after update on hentra.agency_level_claim
        for each row when (old.level <> new.level) execute function hentra.alert_level_changed();

create view hentra.alert_history as
select a.alert_id, t.transition, case when t.reason = 0 then 'RAISED' else 'CLEARED' end as state,
       case when t.reason <> 0 then hentra.alert_reason_name(t.reason) end as reason, t.at, r.name as rule,
       hentra.alert_kind_name(r.kind) as kind, a.step, a.dossier_id, hentra.case_kind_name(t.case_kind) as case_kind, a.due_at,
       g.code as agency, u.code as recipient, p.code as procedure, t.stale, t.published_at, s.code as source, a.usual_minutes, a.chance, a.alike, t.refused_at
from hentra.alert_transition t
join hentra.alert a using (alert_id)
join hentra.alert_rule r using (rule_id)
left join hentra.agency g on g.agency_id = t.agency_id
left join hentra.agency u on u.agency_id = t.recipient_id
left join hentra.procedure p on p.procedure_id = t.procedure_id
left join hentra.source s on s.source_id = a.source_id;
comment on view hentra.alert_history is 'Every raising and clearing of every alert.';
comment on column hentra.alert_history.alert_id is 'The alert; with the transition the id of the messages about it.';
comment on column hentra.alert_history.transition is 'Number of the transition, from 1.';
comment on column hentra.alert_history.state is 'RAISED or CLEARED.';
comment on column hentra.alert_history.reason is 'Why it was cleared: RESOLVED, REFUSED, WITHDRAWN, STOPPED, PAUSED, REAPPOINTED, SUPERSEDED (by a later step, or by being overdue), NOT_COVERED by the rule any more (or handed over, and raised anew there), CORRECTED (it was never received), UNLIKELY (its chance to be late has fallen); of a source HEARD (again), PAUSED or NOT_COVERED; null: raised.';
comment on column hentra.alert_history.at is 'When, by the alerter''s clock.';
comment on column hentra.alert_history.rule is 'Name of the rule.';
comment on column hentra.alert_history.kind is 'DUE_SOON, OVERDUE, ESCALATION or LIKELY_LATE; SOURCE_SILENT: it is about a source.';
comment on column hentra.alert_history.step is 'Step of the rule, from 1.';
comment on column hentra.alert_history.dossier_id is 'Code of the dossier; null: it is about a source.';
comment on column hentra.alert_history.case_kind is 'DOSSIER, PETITION or TASK.';
comment on column hentra.alert_history.due_at is 'The due date that it is about; of a source its last event.';
comment on column hentra.alert_history.agency is 'Code of the agency where the dossier was then.';
comment on column hentra.alert_history.recipient is 'Code of the agency the alert is for, as it was when it was raised: of an escalation one or more steps up; of an agency that was dissolved by then, whoever is told in its place (function agency_told).';
comment on column hentra.alert_history.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.alert_history.stale is 'Raised on stale knowledge: a loader was behind, or away, for longer than alert.patience.';
comment on column hentra.alert_history.published_at is 'When the topic had it; null: not yet.';
comment on column hentra.alert_history.refused_at is 'When the topic refused its message for good, as too large (hentra alert failed); null: it did not.';
comment on column hentra.alert_history.source is 'Code of the source; null: it is about a dossier.';
comment on column hentra.alert_history.usual_minutes is 'Of a source: the silence that was usual for it, in working minutes; null: it is about a dossier.';
comment on column hentra.alert_history.chance is 'Of LIKELY_LATE: the chance to end late, when it was raised; null: another kind.';
comment on column hentra.alert_history.alike is 'Of LIKELY_LATE: how many dossiers of its group had taken longer; null: another kind.';

create view hentra.alert_open as
select h.alert_id, h.transition, h.at as raised_at, h.rule, h.kind, h.step, h.dossier_id, h.case_kind, h.due_at, h.agency, h.recipient,
       h.procedure, h.stale, h.source, h.usual_minutes, h.chance, h.alike
from hentra.alert a
join hentra.alert_history h using (alert_id, transition)
where a.transition % 2 = 1;
comment on view hentra.alert_open is 'The alerts that stand: raised and not cleared.';
do $$
declare
        c record;
begin
        for c in
                select o.attname, col_description('hentra.alert_history'::regclass, h.attnum) as about
                from pg_attribute o
                join pg_attribute h on h.attrelid = 'hentra.alert_history'::regclass
                        and h.attname = case o.attname when 'raised_at' then 'at' else o.attname end
                where o.attrelid = 'hentra.alert_open'::regclass and o.attnum > 0 loop
                execute format('comment on column hentra.alert_open.%I is %L', c.attname, c.about);
        end loop;
end $$;
