-- The chance of open dossiers to be late. What it is, consumers/foresight/estimate.h says; here are only its searches (a test compares the two).

create function hentra.foresight_point(minutes integer[], of_points integer[], at_first integer, elapsed integer) returns integer
language sql immutable parallel safe
return case when elapsed < minutes[1] or cardinality(minutes) = 0 then at_first else of_points[width_bucket(elapsed, minutes)] end;
comment on function hentra.foresight_point is 'What a curve has after so many minutes: of its points the last one that is not behind them; before the first one at_first.';

-- The one place where foresight asks for working time, as consumers/foresight/gather.c does. In FROM, so that it is inlined.
create function hentra.foresight_worked(at timestamptz, calendar bigint) returns table (micros bigint) language sql stable parallel safe
begin atomic
        select coalesce((select w.micros from hentra.worked_until_by(at, coalesce(calendar, 0)) w), 0);
end;
comment on function hentra.foresight_worked is 'Microseconds of working time of a calendar (null: the general one) up to an instant, as hentra.worked_until_by has them; 0: it lies before all of it.';

-- Whoever may choose the instant goes along the curves of other agencies. So a viewer may not, and a pool in a viewer's name may: one that may act
-- as somebody who sees everything learns nothing by that. With a search_path of its own, as hentra.sees_all().
create function hentra.foresight_now() returns timestamptz language plpgsql stable parallel safe
set search_path = pg_catalog, pg_temp as $$
begin
        if hentra.sees_all()
           or exists (select
                      from pg_roles r
                      where r.rolname in ('hentra_owner', 'hentra_loader', 'hentra_alerter', 'hentra_analyst') and pg_has_role(session_user, r.oid, 'member')) then
                return coalesce(nullif(current_setting('hentra.now', true), '')::timestamptz, current_timestamp);
        end if;
        return current_timestamp;
end $$;
comment on function hentra.foresight_now is 'The instant of dossier_risk_seen: that in the setting hentra.now, where the role sees everything, or the login could act as one that does; else now.';

-- Both counted from the reception and rounded down once: what ends at its return date has taken what is allowed.
-- Lateral and limit 1: of the groups that a dossier belongs to the finest that has a curve.
do $views$
declare
        risk constant text := $risk$
        select d.dossier_id, d.case_kind, d.agency_id, d.procedure_id, d.received_at, d.due_at, d.paused_at, t.elapsed, t.allowed - t.elapsed,
               k.chance, c.grain, k.alike
        from hentra.dossier d
        left join hentra.foresight_pause p on p.dossier_id = d.dossier_id
        left join hentra.working_calendar own on own.agency_id = d.agency_id
        left join hentra.foresight_procedure g on g.procedure_id = d.procedure_id
        left join hentra.foresight_agency s on s.agency_id = d.agency_id
        left join (select as_of, day_micros from hentra.foresight_fit order by fit_id desc limit 1) f on true
        cross join lateral (
                select greatest(0, coalesce(w.until, w.now) - w.received - coalesce(p.paused_micros, 0)) as run, w.due - w.now as left_over,
                       case when p.paused_micros > 0 then w.due - p.paused_micros
                            when d.first_due_at = d.due_at then w.due
                            else w.first_due end - w.received as term
                from (select (select micros from hentra.foresight_worked(d.received_at, own.calendar_id)) as received,
                             case when d.paused_at is not null then (select micros from hentra.foresight_worked(d.paused_at, own.calendar_id)) end as until,
                             (select micros from hentra.foresight_worked(%1$s, own.calendar_id)) as now,
                             case when d.due_at is not null then (select micros from hentra.foresight_worked(d.due_at, own.calendar_id)) end as due,
                             case when d.first_due_at is distinct from d.due_at and d.first_due_at is not null then (select micros from hentra.foresight_worked(d.first_due_at, own.calendar_id)) end
                                     as first_due
                      offset 0) w
                offset 0) m
        cross join lateral (
                select hentra.whole_minutes(m.run)::integer as elapsed, hentra.whole_minutes(m.run + m.left_over)::integer as allowed,
                       case when m.term is null then -1 else ((greatest(0, m.term) + f.day_micros / 2) / f.day_micros)::integer end as term
                offset 0) t
        left join lateral (
                select c.grain, c.minutes, c.share, c.alike, c.alike_first, c.known_minutes
                from (values (4, coalesce(g.field_id, 0), coalesce(g.group_id, d.procedure_id), t.term, coalesce(s.member_id, d.agency_id)),
                             (3, coalesce(g.field_id, 0), coalesce(g.group_id, d.procedure_id), t.term, 0),
                             (2, coalesce(g.field_id, 0), coalesce(g.group_id, d.procedure_id), 0, 0),
                             (1, coalesce(g.field_id, 0), 0, 0, 0),
                             (0, 0, 0, 0, 0)) as h (grain, field_id, procedure_id, term_days, agency_id)
                join hentra.foresight_curve c
                  on c.case_kind = d.case_kind and c.field_id = h.field_id and c.procedure_id = h.procedure_id
                     and c.term_days = h.term_days and c.agency_id = h.agency_id and c.grain = h.grain
                order by h.grain desc
                limit 1) c on true
        cross join lateral ( -- so that arrays are searched once, and not wherever the chance is named
                select case when t.allowed is null then null
                            when d.paused_at is null and d.due_at < %1$s then 1
                            when t.allowed <= t.elapsed then 1
                            when %1$s < f.as_of - interval '1 hour' then null
                            when t.allowed > c.known_minutes then null
                            else hentra.foresight_point(c.minutes, c.share, 1000000000, t.allowed)::double precision
                                 / hentra.foresight_point(c.minutes, c.share, 1000000000, t.elapsed) end as chance,
                       hentra.foresight_point(c.minutes, c.alike, c.alike_first, t.elapsed) as alike
                offset 0) k
        where d.received_at is not null and d.ended_by is null$risk$;
begin
        execute format($f$
create function hentra.dossier_risk(at timestamptz)
returns table (dossier_id text, case_kind smallint, agency_id integer, procedure_id integer, received_at timestamptz, due_at timestamptz,
               paused_at timestamptz, elapsed_minutes integer, left_minutes integer, chance double precision, grain smallint, alike integer)
language sql stable parallel safe
begin atomic
%s;
end$f$, format(risk, 'at'));
        -- With the rights of its owner, who alone reads curves that were made of all agencies; so it has the rule of row-level security itself. A
        -- number of dossiers alike would count those of other agencies.
        execute format($v$
create view hentra.dossier_risk_seen with (security_barrier) as
select r.dossier_id, r.case_kind, r.agency_id, r.procedure_id, r.received_at, r.due_at, r.paused_at, r.elapsed_minutes, r.left_minutes, r.chance,
       r.grain, case when (select hentra.sees_all()) then r.alike end as alike
from (%s) r (dossier_id, case_kind, agency_id, procedure_id, received_at, due_at, paused_at, elapsed_minutes, left_minutes, chance, grain, alike)
where (select hentra.sees_all()) or (select hentra.agencies_seen())[r.agency_id + 1]$v$,
                       format(risk, '(select hentra.foresight_now())'));
end $views$;
comment on function hentra.dossier_risk is 'Of each open dossier the chance at an instant that its return date passes before it ends, by the newest fit; of an instant more than an hour before that was made none: what was fitted then is not kept. View open_dossier_risk says what each column means.';
comment on view hentra.dossier_risk_seen is 'dossier_risk() of the dossiers that the role sees, at the instant that hentra.foresight_now() gives (docs/access.md says what that tells). View open_dossier_risk says what each column means.';
comment on column hentra.dossier_risk_seen.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_risk_seen.case_kind is '0 dossier, 1 petition, 2 task.';
comment on column hentra.dossier_risk_seen.agency_id is 'Agency where it is.';
comment on column hentra.dossier_risk_seen.procedure_id is 'Procedure; 0: none was said.';
comment on column hentra.dossier_risk_seen.received_at is 'Reception.';
comment on column hentra.dossier_risk_seen.due_at is 'Return date, as stated last; null: none was said.';
comment on column hentra.dossier_risk_seen.paused_at is 'Since when it waits or is stopped; null: it runs.';
comment on column hentra.dossier_risk_seen.elapsed_minutes is 'Working time that it has run, in whole minutes.';
comment on column hentra.dossier_risk_seen.left_minutes is 'Working time until its return date, in whole minutes; null: it has none.';
comment on column hentra.dossier_risk_seen.chance is 'Chance that its return date passes before it ends, 0 to 1; null: not known.';
comment on column hentra.dossier_risk_seen.grain is 'Its group: 4 of its agency, 3 of its term, 2 of its procedure, 1 of its field, 0 of all.';
comment on column hentra.dossier_risk_seen.alike is 'Dossiers of its group that had taken longer by the time of the fit; null also for who does not see everything.';

create view hentra.open_dossier_risk as
select r.dossier_id, hentra.case_kind_name(r.case_kind) as case_kind, a.code as agency, u.code as procedure, r.received_at, r.due_at, r.paused_at,
       r.elapsed_minutes, r.left_minutes, round(r.chance::numeric, 3) as chance, r.alike, round(r.alike * r.chance)::integer as alike_late,
       (array['ALL', 'FIELD', 'PROCEDURE', 'TERM', 'AGENCY'])[r.grain + 1] as alike_by
from hentra.dossier_risk_seen r
left join hentra.agency a using (agency_id)
left join hentra.procedure u using (procedure_id);
comment on view hentra.open_dossier_risk is 'Dossiers in process now, and the chance of each to end late, as far as the past tells (docs/foresight.md): of the dossiers like it that took longer than it has by now, the part that took longer than its return date allows.';
comment on column hentra.open_dossier_risk.dossier_id is 'Code of the dossier.';
comment on column hentra.open_dossier_risk.case_kind is 'DOSSIER, PETITION or TASK.';
comment on column hentra.open_dossier_risk.agency is 'Code of the agency where it is.';
comment on column hentra.open_dossier_risk.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.open_dossier_risk.received_at is 'Reception.';
comment on column hentra.open_dossier_risk.due_at is 'Return date, as stated last; null: none was said.';
comment on column hentra.open_dossier_risk.paused_at is 'Since when it waits or is stopped; null: it runs. The chance is then that of being taken up now.';
comment on column hentra.open_dossier_risk.elapsed_minutes is 'Working time that it has run, in whole minutes; pauses are taken off, those that are over as of the last fit or look of an alerter.';
comment on column hentra.open_dossier_risk.left_minutes is 'Working time until its return date, in whole minutes; negative: past it; null: it has none.';
comment on column hentra.open_dossier_risk.chance is 'Chance that its return date passes before it ends, 0 to 1; 1: it has passed, or no working time is left; null: it has none, or nothing was fitted, or no dossiers like it have been watched for so long.';
comment on column hentra.open_dossier_risk.alike is 'Dossiers of its group that had taken longer by the time of the fit; null: nothing was fitted, or the role does not see everything.';
comment on column hentra.open_dossier_risk.alike_late is 'About how many of them took longer than its return date allows: their number times the chance.';
comment on column hentra.open_dossier_risk.alike_by is 'Its group: AGENCY: those of its procedure and term at its agency; TERM: of its procedure and term; PROCEDURE, FIELD, or ALL of its kind of case. A smaller group has too few dossiers to have more weight than this one.';
