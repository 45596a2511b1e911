-- SPDX-License-Identifier: Apache-2.0
-- psql -v rule=5|6: the answers for by_hand.sql, against oracle.dossier and oracle.flow. Prints a line a
-- difference.
\set ON_ERROR_STOP on
\pset pager off
\pset footer off
set timezone = 'Asia/Ho_Chi_Minh';
create temp table answer (dossier_id text, right_for integer, answer text, flows text); -- right_for null: by both rules; flows null: not asked
insert into answer values
('plain', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 15:00 by 9, EARLY, IN_TIME; status 9 at A', '03-01 received A 1; 03-07 resolved_early A 1'),
('open-again', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A; END_REWRITTEN', null),
('older-file-late', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 10:00 by 9, EARLY, IN_TIME; status 9 at A', null),
('two-rows', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A; channel 2; CONTRADICTED', null),
('withdrawn', null, 'first return date 03-08 17:00; status 0 at -; RECEPTION_REWRITTEN', ''),
('back-after-withdrawal', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-21 08:00 by 9, LATE, LATE; status 9 at A', null),
('erased', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 10:00 by 9, EARLY, IN_TIME; status 9 at A; END_REWRITTEN ERASED', null),
('mapping-corrected', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 10:00 by 9, EARLY, IN_TIME; status 9 at A', '03-01 received A 1; 03-07 resolved_early A 1'),
('taken-back', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A', null),
('said-again', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 08:00 by 9, EARLY, IN_TIME; status 9 at A', null),
('only-taken-back', null, 'status 0 at -', ''),
('superseded', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A', null),
('said-after', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-10 15:00 by 9, LATE, LATE; status 9 at A', null),
('other-source', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 15:00 by 9, EARLY, IN_TIME; status 9 at A', null),
('nightly', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-10 10:00 by 9, LATE, LATE; status 9 at A; END_REWRITTEN', null),
('ties', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-10 10:00 by 9, LATE, LATE; status 9 at A; END_REWRITTEN TIES', null),
('no-time', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-06 10:00 by 9, EARLY, IN_TIME; status 9 at A', null),
('no-time-nobody-saw', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 09:00 by 9, EARLY, IN_TIME; status 9 at A', null),
('day-of-reception', null, 'received 03-08 08:00; due 03-08 17:00; ended 03-08 23:59:59.999999 by 9, ON_TIME, IN_TIME; status 9 at A',
 '03-08 received A 1; 03-08 resolved_on_time A 1; 03-08 overdue_instant_in A 1; 03-08 overdue_instant_out A 1'),
('day-after', null, 'received 03-08 08:00; due 03-08 17:00; ended 03-09 23:59:59.999999 by 9, LATE, LATE; status 9 at A', null),
('day-plain', null, 'received 03-08 08:00; due 03-08 17:00; ended 03-08 23:59:59.999999 by 9, ON_TIME, IN_TIME; status 9 at A', null),
('reopened', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-14 09:00 by 9, LATE, LATE; status 9 at A; REOPENED',
 '03-01 received A 1; 03-07 resolved_early A 1; 03-08 returned A 1; 03-09 resolved_early A -1; 03-09 returned A -1; 03-09 overdue_day_in A 1; '
 '03-09 overdue_instant_in A 1; 03-14 resolved_late A 1; 03-14 resolved_late_instant A 1; 03-14 overdue_day_out A 1; '
 '03-14 overdue_instant_out A 1'),
('reopened-elsewhere', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at B; REOPENED',
 '03-01 received A 1; 03-02 paused A 1; 03-02 supplemented A 1; 03-07 withdrawn A 1; 03-07 resumed A 1; 03-09 withdrawn A -1; '
 '03-09 transferred_in B 1; 03-09 transferred_out A 1; 03-09 overdue_day_in B 1; 03-09 overdue_instant_in B 1'),
('reopened-on-its-day', null, 'received 03-01 08:00; due 03-07 17:00; status 4 at A; REOPENED',
 '03-01 received A 1; 03-07 overdue_instant_in A 2; 03-07 overdue_instant_out A 1; 03-08 overdue_day_in A 1'),
('refusal-reopened', null, 'received 03-04 08:00; due 03-08 17:00; status 2 at A; REOPENED',
 '03-01 submitted A 1; 03-02 refused_before A 1; 03-04 refused_before A -1; 03-04 received A 1; 03-09 overdue_day_in A 1; '
 '03-08 overdue_instant_in A 1'),
('reopens-nothing', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A', null),
('two-receptions', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A', null),
('after-the-end', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 10:00 by 9, EARLY, IN_TIME; status 9 at A; STATUS_AFTER_END IMPLAUSIBLE_STEP', null),
('steps-only', null, 'received 03-02 08:00; paused 03-05 08:00; status 5 at A; RECEPTION_INFERRED', null),
('steps', null, 'received 03-01 08:00; due 03-08 17:00; status 4 at B',
 '03-01 received A 1; 03-02 transferred_in B 1; 03-02 transferred_out A 1; 03-03 paused B 1; 03-03 supplemented B 1; 03-10 resumed B 1; '
 '03-10 overdue_day_in B 1; 03-10 overdue_instant_in B 1'),
('step-stops', 5, 'received 03-01 08:00; due 03-08 17:00; paused 03-03 08:00; status 8 at A', '03-01 received A 1; 03-03 stopped A 1'),
('step-stops', 6, 'received 03-01 08:00; due 03-08 17:00; paused 03-03 08:00; status 8 at A', '03-01 received A 1; 03-03 paused A 1'),
('stops', 5, 'received 03-01 08:00; due 03-08 17:00; paused 03-03 08:00; status 8 at A', null),
('stops', 6, 'received 03-01 08:00; due 03-08 17:00; ended 03-03 08:00 by 8; paused 03-03 08:00; status 8 at A', null),
('backdated', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-08 16:00 by 9, ON_TIME, IN_TIME; handed over 03-19 08:00; status 10 at A; '
 'seen open 03-12 08:00, end seen 03-13 08:00; BACKDATED', null),
('monthly', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-08 16:00 by 9, ON_TIME, IN_TIME; status 9 at A', null),
('open-was-a-slip', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-08 16:00 by 9, ON_TIME, IN_TIME; status 9 at A', null),
('backfill', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-08 17:00 by 9, ON_TIME, IN_TIME; status 9 at A', null),
('far-ahead', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A; OCCURRED_IN_FUTURE', null),
('came-true', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-20 10:00 by 9, LATE, LATE; status 9 at A', null),
('former-stands-again', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A', null),
('erased-day', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-08 23:59:59.999999 by 9, ON_TIME, IN_TIME; status 9 at A; END_REWRITTEN ERASED', null),
('ahead-was-a-slip', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 10:00 by 9, EARLY, IN_TIME; status 9 at A', null),
('log-beside', null, 'received 03-01 08:00; due 03-08 17:00; status 2 at A; RECEPTION_REWRITTEN', null),
('ties-in-channel', null, 'received 03-01 08:00; due 03-08 17:00; status 4 at A; channel 1; TIES', null),
('no-tie', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-08 10:00 by 9, ON_TIME, IN_TIME; status 9 at A; REOPENED', null),
('stop-left', null, 'received 03-01 08:00; due 03-08 17:00; status 4 at A', '03-01 received A 1; 03-03 stopped A 1; 03-05 reopened A 1; '
 '03-08 overdue_instant_in A 1; 03-09 overdue_day_in A 1'),
('stop-then-end-reopened', 5, 'received 03-01 08:00; due 03-08 17:00; status 4 at A; IMPLAUSIBLE_STEP REOPENED',
 '03-01 received A 1; 03-03 stopped A 1; 03-07 reopened A 1; 03-07 resolved_early A 1; 03-09 resolved_early A -1; 03-09 overdue_day_in A 1; '
 '03-09 overdue_instant_in A 1'),
('stop-then-end-reopened', 6, 'received 03-01 08:00; due 03-08 17:00; status 4 at A; IMPLAUSIBLE_STEP REOPENED',
 '03-01 received A 1; 03-03 stopped A 1; 03-09 reopened A 1; 03-09 overdue_day_in A 1; 03-09 overdue_instant_in A 1'),
('stop-then-end-elsewhere', 5, 'received 03-01 08:00; status 4 at B; IMPLAUSIBLE_STEP REOPENED',
 '03-01 received A 1; 03-01 no_due_in A 1; 03-03 stopped A 1; 03-07 reopened A 1; 03-07 resolved_no_due A 1; 03-07 no_due_out A 1; '
 '03-09 resolved_no_due A -1; 03-09 no_due_in A 1; 03-09 no_due_out A 1; 03-09 transferred_out A 1; 03-09 transferred_in B 1; '
 '03-09 no_due_in B 1'),
('stop-then-end-elsewhere', 6, 'received 03-01 08:00; status 4 at B; IMPLAUSIBLE_STEP REOPENED',
 '03-01 received A 1; 03-01 no_due_in A 1; 03-03 stopped A 1; 03-03 no_due_out A 1; 03-09 reopened A 1; 03-09 no_due_in A 1; '
 '03-09 no_due_out A 1; 03-09 transferred_out A 1; 03-09 transferred_in B 1; 03-09 no_due_in B 1'),
('reopened-twice', null, 'received 03-01 08:00; due 03-08 17:00; status 4 at A; REOPENED',
 '03-01 received A 1; 03-03 resolved_early A 1; 03-04 resolved_early A -1; 03-05 resolved_early A 1; 03-06 resolved_early A -1; '
 '03-08 overdue_instant_in A 1; 03-09 overdue_day_in A 1'),
('reopening-taken-back', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 10:00 by 9, EARLY, IN_TIME; status 9 at A', null),
('ended-before-reception', null, 'received 03-09 08:00; due 03-08 17:00; status 4 at A; DUE_BEFORE_RECEPTION STATUS_AFTER_END IMPLAUSIBLE_STEP REOPENED',
 '03-09 received A 1; 03-09 transferred_out A 1; 03-09 transferred_in B 1; 03-09 resolved_early B 1; 03-14 resolved_early B -1; '
 '03-14 transferred_out B 1; 03-14 transferred_in A 1; 03-14 overdue_day_in A 1; 03-14 overdue_instant_in A 1'),
('reopens-ahead', null, 'received 03-05 08:00; due 03-08 17:00; status 2 at A; RECEPTION_REWRITTEN OCCURRED_IN_FUTURE', null),
('first-names-none', null, 'received 03-01 08:00; due 03-08 17:00; ended 03-07 10:00 by 9, EARLY, IN_TIME; status 9 at B',
 '03-01 received B 1; 03-07 resolved_early B 1'),
('due-rewritten', null, 'received 03-01 08:00; due 03-15 17:00; first return date 03-08 17:00; status 2 at A; DUE_REWRITTEN', null);

create function pg_temp.clock(at bigint) returns text language sql stable return
regexp_replace(to_char(oracle.instant(at), 'MM-DD HH24:MI:SS.US'), ':00\.000000$', '');
create temp view found as
select dossier_id, concat_ws('; ', 'received ' || pg_temp.clock(received_at), 'due ' || pg_temp.clock(due_at),
                case when first_due_at is distinct from due_at then 'first return date ' || pg_temp.clock(first_due_at) end,
                nullif(concat_ws(', ', 'ended ' || pg_temp.clock(ended_at) || ' by ' || ended_by,
                          (array['EARLY', 'ON_TIME', 'LATE', 'NO_DUE'])[nullif(day_class, 0)],
                          (array['IN_TIME', 'LATE', 'NO_DUE'])[nullif(instant_class, 0)]), ''),
                'handed over ' || pg_temp.clock(returned_at),
                'paused ' || pg_temp.clock(paused_at), 'status ' || status || ' at ' || coalesce(a.code, '-'), 'channel ' || nullif(channel, 0),
                'seen open ' || pg_temp.clock(last_seen_open) || ', end seen ' || pg_temp.clock(end_first_seen),
                (select string_agg(m, ' ' order by bit)
                 from unnest(array['RECEPTION_INFERRED', 'RESOLUTION_INFERRED', 'END_BEFORE_RECEPTION', 'DUE_BEFORE_RECEPTION', 'DUE_REWRITTEN',
                         'BACKDATED', 'STATUS_AFTER_END', 'RETURNED_BEFORE_END', 'RECEPTION_REWRITTEN', 'END_REWRITTEN', 'OCCURRED_IN_FUTURE',
                         'ONLINE_INFORMATION', 'HISTORY_TRUNCATED', 'STATUS_WAS_UNKNOWN', 'IMPLAUSIBLE_STEP', 'CONTRADICTED', 'ORDER_UNKNOWN',
                         'STATED_IN_FUTURE', 'ERASED', 'TIES', 'REOPENED']) with ordinality as n(m, bit)
                 where marks & (1 << (bit - 1)::integer) <> 0)) as answer,
        (select string_agg(to_char(day, 'MM-DD') || ' ' || measure || ' ' || code || ' ' || amount, '; ' order by day, measure, code)
         from (select day, measure, c.code, sum(amount) as amount from oracle.flow f join oracle.code c on c.id = f.agency
               where f.d = t.d and measure not in ('elapsed_seconds', 'resolved_after_pause') group by 1, 2, 3 having sum(amount) <> 0) f) as flows
from oracle.dossier t left join oracle.code a on a.id = t.agency;

create function pg_temp.sorted(list text) returns text language sql immutable as
$$ select string_agg(f, '; ' order by f) from string_to_table(list, '; ') f $$;
\pset tuples_only on
\pset format unaligned
\pset fieldsep '\n   '
select dossier_id, 'right: ' || a.answer, 'found: ' || f.answer, 'right: ' || a.flows, 'found: ' || f.flows
from (select * from answer where coalesce(right_for, :rule) = :rule) a full join found f using (dossier_id)
where a.answer is distinct from f.answer or coalesce(pg_temp.sorted(a.flows), '') <> coalesce(pg_temp.sorted(f.flows), '') and a.flows is not null
order by dossier_id;
