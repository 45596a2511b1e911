-- SPDX-License-Identifier: Apache-2.0
-- psql -v examples=N: the warehouse against the oracle, by codes, shards summed, zeros ignored. Prints one
-- line a kind of difference with its count and at most N examples of each, then the total. Equal: "0
-- differences".
\set ON_ERROR_STOP on
\pset pager off
set client_min_messages = warning;
set work_mem = '512MB';
set jit = off;
create temp table difference (kind text, what text, oracle text, warehouse text);

insert into difference
select 'dossier.' || c.name, coalesce(o.dossier_id, w.dossier_id), c.ours, c.theirs
from (select t.*, a.code as agency_code, p.code as procedure_code
      from oracle.dossier t left join oracle.code a on a.id = t.agency left join oracle.code p on p.id = t.procedure) o
full join (select d.*, a.code as agency_code, p.code as procedure_code
      from hentra.dossier d left join hentra.agency a using (agency_id)
      left join hentra.procedure p on p.procedure_id = d.procedure_id) w
        on o.dossier_id = w.dossier_id collate "C"
cross join lateral (values
        ('known', (o.dossier_id is not null)::text, (w.dossier_id is not null)::text),
        ('marks', o.marks::text, w.marks::text),
        ('status', o.status::text, w.status::text),
        ('case_kind', o.case_kind::text, w.case_kind::text),
        ('channel', o.channel::text, w.channel::text),
        ('service', o.service::text, w.service::text),
        ('agency', coalesce(o.agency_code, ''), coalesce(w.agency_code, '')),
        ('procedure', coalesce(o.procedure_code, ''), coalesce(w.procedure_code, '')),
        ('first_observed_at', o.first_observed_at::text, oracle.micros(w.first_observed_at)::text),
        ('last_at', o.last_at::text, oracle.micros(w.last_at)::text),
        ('submitted_at', o.submitted_at::text, oracle.micros(w.submitted_at)::text),
        ('received_at', o.received_at::text, oracle.micros(w.received_at)::text),
        ('due_at', o.due_at::text, oracle.micros(w.due_at)::text),
        ('first_due_at', o.first_due_at::text, oracle.micros(w.first_due_at)::text),
        ('ended_at', o.ended_at::text, oracle.micros(w.ended_at)::text),
        ('ended_by', o.ended_by::text, w.ended_by::text),
        ('returned_at', o.returned_at::text, oracle.micros(w.returned_at)::text),
        ('paused_at', o.paused_at::text, oracle.micros(w.paused_at)::text),
        ('last_seen_open', o.last_seen_open::text, oracle.micros(w.last_seen_open)::text),
        ('end_first_seen', o.end_first_seen::text, oracle.micros(w.end_first_seen)::text),
        ('day_class', o.day_class::text, w.day_class::text),
        ('instant_class', o.instant_class::text, w.instant_class::text)
) c(name, ours, theirs)
where (o.dossier_id, o.marks, o.status, o.case_kind, o.channel, o.service, coalesce(o.agency_code, ''), coalesce(o.procedure_code, ''),
       oracle.instant(o.first_observed_at), oracle.instant(o.last_at), oracle.instant(o.submitted_at),
       oracle.instant(o.received_at), oracle.instant(o.due_at), oracle.instant(o.first_due_at),
       oracle.instant(o.ended_at), o.ended_by, oracle.instant(o.returned_at), oracle.instant(o.paused_at),
       oracle.instant(o.last_seen_open), oracle.instant(o.end_first_seen), o.day_class, o.instant_class)
        is distinct from
      (w.dossier_id, w.marks, w.status, w.case_kind, w.channel, w.service, coalesce(w.agency_code, ''),
       coalesce(w.procedure_code, ''), w.first_observed_at, w.last_at, w.submitted_at, w.received_at, w.due_at,
       w.first_due_at, w.ended_at, w.ended_by, w.returned_at, w.paused_at, w.last_seen_open, w.end_first_seen, w.day_class,
       w.instant_class)
        and c.ours is distinct from c.theirs;

-- The warehouse's measures as rows. The list comes from the oracle's enum: a measure it does not know is an
-- error.
do $$
declare
        unknown text;
        measures text;
begin
        select string_agg(c.table_name || '.' || c.column_name, ', ') into unknown
        from information_schema.columns c
        where table_schema = 'hentra' and table_name in ('flow_day', 'flow_half_month')
                and column_name not in ('day', 'half_month', 'agency_id', 'procedure_id', 'channel', 'case_kind', 'shard')
                and column_name not in (select m::text from unnest(enum_range(null::oracle.measure)) m);
        if unknown is not null then
                raise exception 'the oracle does not know the measures %', unknown;
        end if;
        select string_agg(format('(%L::oracle.measure, %I::bigint)', m, m), ', ') into measures
        from unnest(enum_range(null::oracle.measure)) m;
        execute format('create temp table their_day as
                select day, a.code as agency, channel, case_kind, m.measure, sum(m.amount) as amount
                from hentra.flow_day left join hentra.agency a using (agency_id) cross join lateral (values %s) m(measure, amount)
                where m.amount <> 0 group by 1, 2, 3, 4, 5 having sum(m.amount) <> 0', measures);
        execute format('create temp table their_half_month as
                select half_month, a.code as agency, coalesce(p.code, '''') as procedure, channel, case_kind, m.measure, sum(m.amount) as amount
                from hentra.flow_half_month left join hentra.agency a using (agency_id)
                left join hentra.procedure p using (procedure_id) cross join lateral (values %s) m(measure, amount)
                where m.amount <> 0 group by 1, 2, 3, 4, 5, 6 having sum(m.amount) <> 0', measures);
end
$$;

insert into difference
select 'flow_day.' || measure, concat_ws(' ', day, agency, channel, case_kind), o.amount, w.amount
from (select day, a.code::text as agency, channel, case_kind, measure, f.amount
      from oracle.flow_day f join oracle.code a on a.id = f.agency) o
full join their_day w using (day, agency, channel, case_kind, measure)
where o.amount is distinct from w.amount;

insert into difference
select 'flow_half_month.' || measure, concat_ws(' ', half_month, agency, procedure, channel, case_kind), o.amount,
        w.amount
from (select half_month, a.code::text as agency, coalesce(p.code, '')::text as procedure, channel, case_kind, measure,
              f.amount
      from oracle.flow_half_month f join oracle.code a on a.id = f.agency
      left join oracle.code p on p.id = f.procedure) o
full join their_half_month w using (half_month, agency, procedure, channel, case_kind, measure)
where o.amount is distinct from w.amount;

-- What the events say of a member without a catalogue entry: one of those said at the latest time. What takes
-- back says nothing, and of a document without occurrences the agency is not its own.
insert into difference
select 'agency.level', agency, string_agg(o.level::text, ' or '), min(w.level)::text
from (select agency, level, rank() over (partition by agency order by least(stated_at, observed_at) desc) as place
      from oracle.event where level > 0 and not retracts and (kind <> 1 or occurrences is not null)) o
full join (select code as agency, level from hentra.agency_level_claim join hentra.agency using (agency_id)) w
        using (agency)
where place = 1 or place is null
group by agency having not coalesce(bool_or(o.level = w.level), false);

insert into difference
select 'procedure.field', procedure, string_agg(distinct o.field, ' or '), min(w.field)
from (select procedure, field, rank() over (partition by procedure order by least(stated_at, observed_at) desc) as place
      from oracle.event where field is not null and procedure is not null and not retracts) o
full join (select p.code as procedure, f.code as field from hentra.procedure_field_claim
           join hentra.procedure p using (procedure_id) join hentra.field f using (field_id)) w using (procedure)
where place = 1 or place is null
group by procedure having not coalesce(bool_or(o.field = w.field), false);

\pset footer off
\pset format unaligned
\pset fieldsep ' '
select kind, count(*) as differences from difference group by kind order by kind;
select kind, what, 'oracle:' || coalesce(oracle, '-'), 'warehouse:' || coalesce(warehouse, '-')
from (select *, row_number() over (partition by kind order by what) as place from difference) d
where place <= :examples order by kind, what;
\pset tuples_only on
select count(*) || ' differences in ' || (select count(*) from oracle.dossier) || ' dossiers' from difference;
