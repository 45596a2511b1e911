-- Form 06 of TT 01/2020/TT-VPCP, defined once: what its columns are, given the flows before a period and those in it. The view form06
-- and `hentra report form06` both call it.
-- Rule: a stock is the sum of the flows up to a day; nothing is counted a second way. (1) is the form's own sum (2) + (3) + (4), so it
-- adds up over groups to what was received; what came from other agencies stands beside it, since it was received there.

-- The flows that form 06 needs, of one group: the measures of flow_form06, and of those received the ones online. The last four are net: in
-- less out.
do $$
declare
        measures constant text := (select string_agg(attname || ' bigint' || case attname when 'received' then ', received_online bigint' else '' end,
                                                     ', ' order by attnum)
                                   from pg_attribute where attrelid = 'hentra.flow_form06'::regclass and attnum > 4);
        zeros text;
        differences text;
begin
        execute format('create type hentra.form06_flow as (%s)', measures);
        select string_agg('0', ', '), string_agg(format('(a).%1$I - (b).%1$I', attname), ', ' order by attnum)
        into zeros, differences
        from pg_attribute where attrelid = 'hentra.form06_flow'::regclass;
        execute format($function$
                create function hentra.form06_none() returns hentra.form06_flow language sql immutable parallel safe
                return row(%s)::hentra.form06_flow
                $function$, zeros);
        execute format($function$
                create function hentra.form06_less(a hentra.form06_flow, b hentra.form06_flow) returns hentra.form06_flow
                language sql immutable parallel safe
                return row(%s)::hentra.form06_flow
                $function$, differences);
end $$;
comment on type hentra.form06_flow is 'Sums of flows of one group of dossiers, as form 06 needs them; paused, no_due and both overdue are net.';
comment on function hentra.form06_none is 'No flows at all.';
comment on function hentra.form06_less is 'The flows of the first that are not in the second.';

create function hentra.stopped_is_end(rule_version integer) returns boolean language sql immutable parallel safe
return rule_version in (2, 4, 6);
comment on function hentra.stopped_is_end is 'Whether status 8 ends a dossier under these rules: those of index 766. As consumers/dossier/rule.c has it.';

create function hentra.form06_open(f hentra.form06_flow, rule_version integer) returns bigint
language sql immutable parallel safe
return (f).received + (f).transferred_in - (f).transferred_out - (f).refused - (f).withdrawn - (f).resolved_early
       - (f).resolved_on_time - (f).resolved_late - (f).resolved_no_due
       -- Index 766 counts what is stopped as ended.
       - case when hentra.stopped_is_end(rule_version) then (f).stopped - (f).reopened else 0 end;
comment on function hentra.form06_open is 'Dossiers in process after these flows, counted from nothing.';

-- `during` holds the flows of the period, `opening` all before it; `whole` says that the group lacks no agency, so that every
-- transfer out of it is a transfer into it.
create function hentra.form06_of(opening hentra.form06_flow, during hentra.form06_flow, rule_version integer,
                                 by_instant boolean, whole boolean)
returns table (total bigint, received bigint, received_online bigint, received_direct_postal bigint, carried_over bigint,
               transferred_in bigint, reopened bigint,
               resolved bigint, resolved_early bigint, resolved_on_time bigint, resolved_in_time bigint,
               resolved_overdue bigint, resolved_no_due bigint,
               refused bigint, withdrawn bigint, stopped bigint, transferred_out bigint,
               in_process bigint, in_time bigint, overdue bigint, no_due bigint, paused bigint,
               official_resolved bigint, official_on_time bigint, judged bigint, on_time_rate numeric, broken text)
language sql immutable parallel safe
begin atomic
        select r.carried_over + r.received, r.received, r.received_online,
               r.received - r.received_online, r.carried_over, r.transferred_in, r.reopened,
               r.resolved, case when not by_instant then r.early end, case when not by_instant then r.on_time end,
               r.resolved - r.late - r.resolved_no_due, r.late, r.resolved_no_due,
               r.refused, r.withdrawn, r.stopped, r.transferred_out,
               r.in_process, r.in_process - r.overdue - r.no_due, r.overdue, r.no_due, r.waiting,
               r.resolved + r.withdrawn, r.resolved - r.late - r.resolved_no_due + r.withdrawn,
               r.resolved - r.resolved_no_due,
               round(100.0 * (r.resolved - r.late - r.resolved_no_due) / nullif(r.resolved - r.resolved_no_due, 0), 2),
               concat_ws('; ',
                       case when r.carried_over + r.received + r.transferred_in + r.reopened <> r.resolved + r.refused
                                 + r.withdrawn + r.stopped + r.transferred_out + r.in_process then '(1) + in <> (5) + ended + out + (9)' end,
                       case when least(r.received_online, r.received - r.received_online, r.early, r.on_time, r.late,
                                       r.resolved_no_due, r.refused, r.withdrawn, r.stopped, r.reopened, r.transferred_in,
                                       r.transferred_out, (during).resolved_late_instant) < 0 then 'a count is below 0' end,
                       case when r.carried_over < 0 then 'carried over (4) < 0' end,
                       case when r.in_process < 0 then 'in process (9) < 0' end,
                       case when least(r.overdue, r.no_due, r.waiting) < 0 then 'a part of (9) is below 0' end,
                       case when r.overdue + r.no_due > r.in_process then '(11) + no due date > (9)' end,
                       case when r.waiting > r.in_process - r.overdue then 'paused > (9) - (11)' end,
                       case when r.late > r.resolved - r.resolved_no_due then '(8) + no due date > (5)' end,
                       case when (during).resolved_late > (during).resolved_late_instant
                            then 'resolved late by day > by instant' end,
                       case when (opening).overdue_day + (during).overdue_day
                                 > (opening).overdue_instant + (during).overdue_instant
                            then 'in process overdue by day > by instant' end,
                       case when whole and r.transferred_in <> r.transferred_out then 'transferred in <> out' end)
        from (select hentra.form06_open(opening, rule_version) as carried_over,
                     hentra.form06_open(opening, rule_version) + hentra.form06_open(during, rule_version) as in_process,
                     (during).received, (during).received_online, (during).transferred_in, (during).transferred_out,
                     case when hentra.stopped_is_end(rule_version) then (during).reopened else 0 end as reopened,
                     case when hentra.stopped_is_end(rule_version) then (during).stopped else 0 end as stopped,
                     (during).refused, (during).withdrawn,
                     (during).resolved_early + (during).resolved_on_time + (during).resolved_late
                             + (during).resolved_no_due as resolved,
                     (during).resolved_early as early, (during).resolved_on_time as on_time,
                     case when by_instant then (during).resolved_late_instant else (during).resolved_late end as late,
                     (during).resolved_no_due,
                     (opening).no_due + (during).no_due as no_due,
                     case when by_instant then (opening).overdue_instant + (during).overdue_instant
                          else (opening).overdue_day + (during).overdue_day end as overdue,
                     (opening).paused + (during).paused
                             + case when hentra.stopped_is_end(rule_version) then 0
                                    else (opening).stopped + (during).stopped - (opening).reopened - (during).reopened end
                             as waiting) r;
end;
comment on function hentra.form06_of is 'The columns of form 06 for one group, from the flows before a period and in it. broken names the identities that do not hold; empty: all hold.';
