-- The marks of a dossier as rows. Bits and names are those of consumers/dossier/timeline.h; they are never renumbered.

create view hentra.dossier_mark as
select m.bit, m.mark, m.about
from (values (0, 'RECEPTION_INFERRED', 'no reception was said; the earliest later status stands for it'),
             (1, 'RESOLUTION_INFERRED', 'handed over, but never said to be resolved'),
             (2, 'END_BEFORE_RECEPTION', 'the end lies before the reception; it counts on the reception day'),
             (3, 'DUE_BEFORE_RECEPTION', 'the return date lies before the reception'),
             (4, 'DUE_REWRITTEN', 'more than one return date was said'),
             (5, 'BACKDATED', 'the end lies in time, but it was first seen more than a working day after the return date, and until then the dossier was still said to be open'),
             (6, 'STATUS_AFTER_END', 'an open status is said to have occurred after the end'),
             (7, 'RETURNED_BEFORE_END', 'handed over before the end'),
             (8, 'RECEPTION_REWRITTEN', 'more than one instant of reception was said, or one was taken back'),
             (9, 'END_REWRITTEN', 'more than one instant was said for the end, or an end was taken back'),
             (10, 'OCCURRED_IN_FUTURE', 'something is said to occur more than a day after it was last said; it does not count yet'),
             (11, 'ONLINE_INFORMATION', 'received online for a service that only informs'),
             (12, 'HISTORY_TRUNCATED', 'more statements than are kept'),
             (13, 'STATUS_WAS_UNKNOWN', 'a statement has a status that this version does not know'),
             (14, 'IMPLAUSIBLE_STEP', 'a step between two statuses that the portal''s interface does not list'),
             (15, 'CONTRADICTED', 'one source said different things of one occurrence, or of the dossier, at one time, mostly two rows of one export; the later one stands'),
             (16, 'ORDER_UNKNOWN', 'a pause or stop and its end are said for one instant, in no order; it is taken as running'),
             (17, 'STATED_IN_FUTURE', 'a statement is dated after it was seen; it counts as said when it was seen'),
             (18, 'ERASED', 'a source said an end after the return date, and says something else now: another end, another date, or none'),
             (19, 'TIES', 'two sources contradict each other at the same time; which one counts hangs on nothing but an order of bytes'),
             (20, 'REOPENED', 'it was opened again after an end; the last end counts'))
        as m (bit, mark, about);
comment on view hentra.dossier_mark is 'The marks that a dossier may bear, by their bit in dossier.marks.';
comment on column hentra.dossier_mark.bit is 'Number of the bit.';
comment on column hentra.dossier_mark.mark is 'Name of the mark.';
comment on column hentra.dossier_mark.about is 'What the mark means.';

create view hentra.dossier_quality as
select d.dossier_id, m.mark, m.about, a.code as agency, r.code as procedure, d.received_at, d.due_at, d.ended_at,
       d.agency_id, d.procedure_id, d.case_kind, d.first_observed_at, d.day_class, d.instant_class
from hentra.dossier d
-- In this order, by what a function is given: the planner takes dossiers with marks for few, and would read them all once for each mark.
-- A subquery would keep it from reading in parallel.
cross join lateral generate_series(0, case when d.marks <> 0 then 31 else -1 end) as b (bit)
join hentra.dossier_mark m on m.bit = b.bit and d.marks & (1 << b.bit) <> 0
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
-- One working day: what fell due on Friday is entered on Monday, and nobody is accused of that. Where the calendar ends, a day.
-- Most dossiers have no mark at all, and are not compared with each.
where d.marks <> 0
  and (m.bit <> 5 or least(d.last_seen_open, d.end_first_seen)
                     > coalesce(hentra.working_time_after(d.due_at, 480, hentra.calendar_of(d.agency_id)), d.due_at + interval '1 day'));
comment on view hentra.dossier_quality is 'Data quality: one row a dossier and mark.';
comment on column hentra.dossier_quality.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_quality.mark is 'Name of the mark.';
comment on column hentra.dossier_quality.about is 'What the mark means.';
comment on column hentra.dossier_quality.agency is 'Code of the agency where it is, or was when it ended.';
comment on column hentra.dossier_quality.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.dossier_quality.received_at is 'Reception; null: never received.';
comment on column hentra.dossier_quality.due_at is 'Return date; null: none was said.';
comment on column hentra.dossier_quality.ended_at is 'End as said; null: open, or never received.';
comment on column hentra.dossier_quality.agency_id is 'Number of that agency in this warehouse, as in dossier. This and what follows is there so that nobody who asks for it joins dossiers once more.';
comment on column hentra.dossier_quality.procedure_id is 'Number of the procedure.';
comment on column hentra.dossier_quality.case_kind is 'As dossier.case_kind: 0 a dossier, 1 a petition, 2 a task.';
comment on column hentra.dossier_quality.first_observed_at is 'When it was first seen.';
comment on column hentra.dossier_quality.day_class is 'As dossier.day_class: early, on time or late, by local days.';
comment on column hentra.dossier_quality.instant_class is 'As dossier.instant_class: the same by instants.';
