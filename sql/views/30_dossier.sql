-- Dossiers with codes and words in place of numbers.

-- As timeline_runs() of consumers/dossier. It is inlined, so the planner finds the partial index dossier_open.
create function hentra.dossier_runs(received_at timestamptz, ended_by smallint, paused_at timestamptz)
returns boolean language sql immutable parallel safe
return received_at is not null and ended_by is null and paused_at is null;
comment on function hentra.dossier_runs is 'Whether the clock of a dossier runs: it was received, and is neither ended nor paused nor stopped.';

create view hentra.dossier_detail as
select d.dossier_id, hentra.case_kind_name(d.case_kind) as case_kind, hentra.status_name(d.status) as status,
       hentra.channel_name(d.channel) as channel, hentra.service_name(d.service) as service,
       a.code as agency, hentra.level_name(hentra.agency_level(d.agency_id, hentra.local_day(d.last_at))) as level,
       r.code as procedure, d.submitted_at, d.received_at, d.due_at, d.first_due_at, d.paused_at, d.ended_at,
       case when d.ended_by is not null then hentra.status_name(d.ended_by) end as ended_by, d.returned_at,
       hentra.day_class_name(d.day_class) as day_class, hentra.instant_class_name(d.instant_class) as instant_class,
       d.first_observed_at, d.last_at, d.marks <> 0 as marked,
       case when d.ended_by is not null and d.received_at is not null and d.ended_at is not null
            -- As working_minutes() has it, in place: less than half the time.
            then case when k.calendar_id is not null then hentra.working_minutes(d.received_at, d.ended_at, k.calendar_id)
                      else hentra.whole_minutes(coalesce((select micros from hentra.worked_until(d.ended_at)), 0)
                                                - coalesce((select micros from hentra.worked_until(d.received_at)), 0)) end
       end as handling_minutes,
       case when d.due_at is null then t.due_at end as computed_due_at,
       case when d.received_at is not null
                 and (d.ended_by is not null and d.ended_at is not null
                      or d.due_at is null and hentra.procedure_statutory_minutes(d.procedure_id, hentra.local_day(d.received_at)) is not null)
            then not tstzrange(least(d.received_at, d.ended_at),
                               greatest(d.received_at, d.ended_at, case when d.due_at is null then t.due_at end), '[]') && (select hentra.calendar_unknown())
       end as working_time_known,
       (select m.code from hentra.agency m where m.agency_id = hentra.agency_member(d.agency_id, hentra.local_day(d.last_at))) as counts_for,
       hentra.dossier_origin(d.dossier_id) as origin, hentra.dossier_ministry(d.dossier_id) as ministry,
       hentra.local_day(d.received_at) as received_day, hentra.local_day(d.due_at) as due_day, hentra.local_day(d.ended_at) as ended_day
from hentra.dossier d
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
left join hentra.working_calendar k on k.agency_id = d.agency_id
left join lateral (
        select hentra.working_time_after(hentra.term_begins(d.received_at, coalesce(k.calendar_id, 0), hentra.term_is_short(m.minutes)), m.minutes,
                                         coalesce(k.calendar_id, 0)) as due_at
        from (select hentra.procedure_statutory_minutes(d.procedure_id, hentra.local_day(d.received_at)) as minutes offset 0) m
        offset 0) t on d.due_at is null;
comment on view hentra.dossier_detail is 'Every dossier, codes and words in place of numbers.';
comment on column hentra.dossier_detail.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_detail.case_kind is 'DOSSIER, PETITION or TASK.';
comment on column hentra.dossier_detail.status is 'Status of the last occurrence.';
comment on column hentra.dossier_detail.channel is 'DIRECT, ONLINE, POSTAL or UNKNOWN.';
comment on column hentra.dossier_detail.service is 'Online service as said: INFORMATION, PARTIAL, FULL or UNKNOWN.';
comment on column hentra.dossier_detail.agency is 'Code of the agency where it is, or was when it ended.';
comment on column hentra.dossier_detail.level is 'Level of that agency on the day of the last occurrence.';
comment on column hentra.dossier_detail.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.dossier_detail.submitted_at is 'Submission; null: not known.';
comment on column hentra.dossier_detail.received_at is 'Reception; null: never received.';
comment on column hentra.dossier_detail.due_at is 'Return date, as stated last; null: none was said.';
comment on column hentra.dossier_detail.first_due_at is 'Return date, as stated first; null: none was said.';
comment on column hentra.dossier_detail.paused_at is 'Since when it waits or is stopped; null: it does not.';
comment on column hentra.dossier_detail.ended_at is 'End as said; null: none.';
comment on column hentra.dossier_detail.ended_by is 'Status that ended it; null: none.';
comment on column hentra.dossier_detail.returned_at is 'Hand-over of the result; null: not yet.';
comment on column hentra.dossier_detail.day_class is 'EARLY, ON_TIME, LATE or NO_DUE, by local day; null: not resolved.';
comment on column hentra.dossier_detail.instant_class is 'IN_TIME, LATE or NO_DUE, by instant; null: not resolved.';
comment on column hentra.dossier_detail.first_observed_at is 'When hentra first saw anything of it.';
comment on column hentra.dossier_detail.last_at is 'Instant of the last occurrence; null: no status that is known was ever said.';
comment on column hentra.dossier_detail.marked is 'True: view dossier_quality has something to say about it.';
comment on column hentra.dossier_detail.counts_for is 'Code of the agency of the catalogue that agency counts for on the day of the last occurrence; agency itself where no alias leads to another.';
comment on column hentra.dossier_detail.origin is 'PROVINCE or MINISTRY: whose system made its code, by the length of the last number; null: the code does not tell.';
comment on column hentra.dossier_detail.ministry is 'Number of that ministry (table ministry); null: none.';
comment on column hentra.dossier_detail.received_day is 'Local day of received_at, whatever the zone of the session: for charts by day.';
comment on column hentra.dossier_detail.due_day is 'Local day of due_at.';
comment on column hentra.dossier_detail.ended_day is 'Local day of ended_at.';
comment on column hentra.dossier_detail.handling_minutes is 'Working time from reception to end, in whole minutes, computed by hentra with the calendar of the agency; pauses are not taken off; negative: it ended before it was received; null: open, or never received.';
comment on column hentra.dossier_detail.computed_due_at is 'Where no return date was said: reception and the statutory working time of the procedure''s catalogue, computed by hentra with the calendar of the agency, its cuts included. Never what a source said, and no figure counts by it; null: a date was said, or the catalogue knows no statutory time.';
comment on column hentra.dossier_detail.working_time_known is 'False: handling_minutes or computed_due_at span a year whose days off the calendar does not know, and count it as if it had none. Null: neither is reckoned.';

create view hentra.open_dossier as
select d.dossier_id, hentra.case_kind_name(d.case_kind) as case_kind, a.code as agency, r.code as procedure,
       hentra.channel_name(d.channel) as channel, d.received_at, d.due_at, d.paused_at,
       hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at) and d.due_at < current_timestamp as overdue_instant,
       hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at) and hentra.local_day(d.due_at) < hentra.local_day(current_timestamp) as overdue_day,
       hentra.local_day(d.due_at) - hentra.local_day(current_timestamp) as days_left
from hentra.dossier d
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
where d.received_at is not null and d.ended_by is null;
comment on view hentra.open_dossier is 'Dossiers in process now: received and not ended.';
comment on column hentra.open_dossier.dossier_id is 'Code of the dossier.';
comment on column hentra.open_dossier.case_kind is 'DOSSIER, PETITION or TASK.';
comment on column hentra.open_dossier.agency is 'Code of the agency where it is.';
comment on column hentra.open_dossier.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.open_dossier.channel is 'DIRECT, ONLINE, POSTAL or UNKNOWN.';
comment on column hentra.open_dossier.received_at is 'Reception.';
comment on column hentra.open_dossier.due_at is 'Return date; null: none was said.';
comment on column hentra.open_dossier.paused_at is 'Since when it waits or is stopped; null: it runs.';
comment on column hentra.open_dossier.overdue_instant is 'Running, and past its due instant now; null: no due date and running.';
comment on column hentra.open_dossier.overdue_day is 'Running, and past its due day today; null: no due date and running.';
comment on column hentra.open_dossier.days_left is 'Calendar days until the due day; negative: past it; null: no due date.';

create view hentra.late_dossier as
select d.dossier_id, a.code as agency, r.code as procedure, d.received_at, d.due_at, d.ended_at,
       coalesce(d.ended_at, current_timestamp) - d.due_at as late_by, d.ended_by is null as still_open,
       d.day_class = 3 or (d.ended_by is null and hentra.local_day(d.due_at) < hentra.local_day(current_timestamp)) as late_by_day
from hentra.dossier d
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
where d.instant_class = 2
   or (hentra.dossier_runs(d.received_at, d.ended_by, d.paused_at) and d.due_at < current_timestamp);
comment on view hentra.late_dossier is 'Dossiers resolved late, or running past their due instant now.';
comment on column hentra.late_dossier.dossier_id is 'Code of the dossier.';
comment on column hentra.late_dossier.agency is 'Code of the responsible agency.';
comment on column hentra.late_dossier.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.late_dossier.received_at is 'Reception.';
comment on column hentra.late_dossier.due_at is 'Return date.';
comment on column hentra.late_dossier.ended_at is 'Resolution; null: still open.';
comment on column hentra.late_dossier.late_by is 'Time past the due instant, to the resolution or to now; pauses are not taken off.';
comment on column hentra.late_dossier.still_open is 'True: not resolved yet.';
comment on column hentra.late_dossier.late_by_day is 'True: late by local day too; false: late only by the hour.';
