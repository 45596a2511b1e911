-- An outbox in the database of a source, from which `hentra outbox` feeds the topic. Installed by `hentra outbox install`, or by
--     psql --single-transaction -v ON_ERROR_STOP=1 -f sql/outbox/outbox_install.sql -f sql/outbox/outbox_follow.sql
-- by a login that may make schemas in this database and roles (CREATEROLE); harmless when repeated. docs/outbox.md explains its use.
--
-- Rule: nothing in here refuses or ends a transaction of the source. A row that cannot be sent is set aside later.
-- Rule: there is no column for personal data.
-- Rule: what is there already is not made again where that takes a lock that waits for writers: those that come after would wait too.

set local lock_timeout = '3s';

do $$
begin
        if not exists (select from pg_roles where rolname = 'hentra_outbox') then
                create role hentra_outbox nologin;
        end if;
end $$;

create schema if not exists hentra_outbox;
comment on schema hentra_outbox is 'What this database states of its dossiers, on the way to hentra';

create table if not exists hentra_outbox.outbox (
        id bigint generated always as identity (cache 1) primary key,
        stated_at timestamptz not null default clock_timestamp(),
        kind text,
        dossier_id text,
        case_kind text,
        status text,
        occurred_at timestamptz default clock_timestamp(),
        occurred_day boolean,
        occurrences jsonb,
        since timestamptz,
        submitted_at timestamptz,
        due_at timestamptz,
        due_day date,
        agency text,
        received_by text,
        level text,
        procedure text,
        field text,
        channel text,
        return_channel text,
        service text,
        payment text,
        digitised boolean,
        electronic_result boolean,
        reused_data boolean,
        shared_to_store boolean,
        citizen_data boolean,
        fee text,
        rating text,
        about text
);
comment on table hentra_outbox.outbox is 'A row is what this source states of one dossier: a status that it reached, or, with occurrences, all that the source holds true of it now. Rows are sent in the order of their ids. No column takes personal data, and none may be misused for it';
comment on column hentra_outbox.outbox.id is 'The order of the source: given by the database, one by one (cache 1)';
comment on column hentra_outbox.outbox.stated_at is 'When it was stated: the clock when the row was written, which is as near to its commit as a row can know';
comment on column hentra_outbox.outbox.kind is 'STATEMENT, DOCUMENT or STEP (history only); null: DOCUMENT where there are occurrences, else STATEMENT';
comment on column hentra_outbox.outbox.dossier_id is 'The dossier''s number, at most 64 bytes';
comment on column hentra_outbox.outbox.case_kind is 'DOSSIER (null), PETITION or TASK';
comment on column hentra_outbox.outbox.status is 'The status that was reached: a name (RECEIVED, RESOLVED, …) or the portal''s number, 1 to 10. Not read where there are occurrences';
comment on column hentra_outbox.outbox.occurred_at is 'When it was reached; left out: now. Not read where there are occurrences';
comment on column hentra_outbox.outbox.occurred_day is 'True: only the local day of occurred_at is known';
comment on column hentra_outbox.outbox.occurrences is 'Of a document: a list of at most 12 objects with status, occurred_at (an instant with offset, a local time or a day; null: unknown), and, if need be, agency and reopens (true: opens again what had ended). []: the source holds nothing of this dossier any more';
comment on column hentra_outbox.outbox.since is 'Of a document: when the source changed to it; null: it is the first, or the same again';
comment on column hentra_outbox.outbox.submitted_at is 'When the citizen handed it in';
comment on column hentra_outbox.outbox.due_at is 'The return date with its time';
comment on column hentra_outbox.outbox.due_day is 'The return date where it has no time: due at the close of that local day. Not both';
comment on column hentra_outbox.outbox.agency is 'Code of the handling agency';
comment on column hentra_outbox.outbox.received_by is 'Code of the receiving agency';
comment on column hentra_outbox.outbox.level is 'PROVINCE, DISTRICT or COMMUNE';
comment on column hentra_outbox.outbox.procedure is 'Code of the administrative procedure';
comment on column hentra_outbox.outbox.field is 'Code of the procedure''s field';
comment on column hentra_outbox.outbox.channel is 'How it was handed in: DIRECT, ONLINE or POSTAL';
comment on column hentra_outbox.outbox.return_channel is 'How the result goes back: DIRECT or POSTAL';
comment on column hentra_outbox.outbox.service is 'INFORMATION, PARTIAL or FULL';
comment on column hentra_outbox.outbox.payment is 'NONE, PORTAL or LOCAL';
comment on column hentra_outbox.outbox.digitised is 'The dossier was digitised';
comment on column hentra_outbox.outbox.electronic_result is 'The result is electronic';
comment on column hentra_outbox.outbox.reused_data is 'Data was reused instead of being asked for again';
comment on column hentra_outbox.outbox.shared_to_store is 'The result was put into the citizen''s data store';
comment on column hentra_outbox.outbox.citizen_data is 'The citizen''s data was taken from the national population data';
comment on column hentra_outbox.outbox.fee is 'NONE, ZERO or PAYABLE';
comment on column hentra_outbox.outbox.rating is 'LIKE or DISLIKE';
comment on column hentra_outbox.outbox.about is 'The dossier that a petition is about';

create table if not exists hentra_outbox.rejected (
        like hentra_outbox.outbox including comments,
        number bigint generated always as identity primary key,
        rejected_at timestamptz not null default clock_timestamp(),
        reason text not null
);
do $$
begin
        if (select a.attnotnull from pg_attribute a where a.attrelid = 'hentra_outbox.rejected'::regclass and a.attname = 'id') then
                alter table hentra_outbox.rejected alter column id drop not null,
                        alter column stated_at set default clock_timestamp();
        end if;
end $$;
comment on table hentra_outbox.rejected is 'Rows that could not be sent, set aside so that others go on. After the cause is mended write them anew (hentra_outbox.write_again), or delete them';
comment on column hentra_outbox.rejected.id is 'Of the row; null: a trigger could not make one';
comment on column hentra_outbox.rejected.number is 'Number of the rejection';
comment on column hentra_outbox.rejected.rejected_at is 'When it was set aside';
comment on column hentra_outbox.rejected.reason is 'The column, and what is wrong with it; never its content';

create table if not exists hentra_outbox.position (
        one boolean primary key default true check (one),
        id bigint not null default 0,
        cleared bigint not null default 0,
        moved_at timestamptz,
        sent bigint not null default 0,
        rejected bigint not null default 0,
        keep interval not null default '0',
        wake boolean
);
comment on table hentra_outbox.position is 'How far the outbox was sent, and its settings; one row';
comment on column hentra_outbox.position.one is 'True, so that there is one row';
comment on column hentra_outbox.position.id is 'Every row up to this id was confirmed by Kafka, or set aside';
comment on column hentra_outbox.position.cleared is 'Every row up to this id was deleted';
comment on column hentra_outbox.position.moved_at is 'When the position moved last';
comment on column hentra_outbox.position.sent is 'Rows sent in all';
comment on column hentra_outbox.position.rejected is 'Rows set aside in all';
comment on column hentra_outbox.position.keep is 'Retention: rows that were sent stay so long after they were stated. A setting';
comment on column hentra_outbox.position.wake is 'Whether writing a row notifies hentra at once. Null: where no transaction can be prepared (max_prepared_transactions = 0), since one that has notified cannot be; else hentra looks four times a second. A setting';
insert into hentra_outbox.position default values on conflict do nothing;

create or replace function hentra_outbox.notify_hentra() returns trigger language plpgsql security definer
        set search_path = pg_catalog, pg_temp as $$
begin
        if (select coalesce(p.wake, current_setting('max_prepared_transactions') = '0') from hentra_outbox.position p) then
                perform pg_notify('hentra_outbox', '');
        end if;
        return null;
end $$;
comment on function hentra_outbox.notify_hentra() is 'Wakes hentra when this transaction commits';
do $$
begin
        if not exists (select from pg_trigger where tgrelid = 'hentra_outbox.outbox'::regclass and tgname = 'notify_hentra') then
                create trigger notify_hentra after insert on hentra_outbox.outbox
                        for each statement execute function hentra_outbox.notify_hentra();
        end if;
end $$;
comment on trigger notify_hentra on hentra_outbox.outbox is 'Wakes hentra';

create or replace function hentra_outbox.holders()
        returns table (holder text, pid integer, gid text, since timestamptz, database text, application text)
        language sql stable security definer set search_path = pg_catalog, pg_temp as $$
        select l.virtualtransaction, l.pid, p.gid, coalesce(p.prepared, a.xact_start), current_database()::text,
               coalesce(a.application_name, '')
        from pg_locks l
        left join (select x.virtualtransaction, q.gid, q.prepared
                   from pg_locks x join pg_prepared_xacts q on q.transaction = x.transactionid
                   where x.locktype = 'transactionid' and x.pid is null) p
                on l.pid is null and p.virtualtransaction = l.virtualtransaction
        left join pg_stat_activity a on a.pid = l.pid
        where l.locktype = 'relation' and l.database = (select d.oid from pg_database d where d.datname = current_database())
              and l.relation = 'hentra_outbox.outbox'::regclass and l.mode = 'RowExclusiveLock' and l.granted
              and l.pid is distinct from pg_backend_pid() $$;
comment on function hentra_outbox.holders() is 'Open and prepared transactions that have written to the outbox: rows behind theirs wait for them. Others, of this database or another, hold nothing up';

create or replace function hentra_outbox.move_position(upto bigint, bad bigint[], reasons text[], out_of bigint) returns void
        language plpgsql security definer set search_path = pg_catalog, pg_temp as $$
declare
        at hentra_outbox.position;
        stays bigint;
begin
        select * into strict at from hentra_outbox.position for update;
        if upto < at.id then
                raise exception 'the outbox was sent up to % already, not to %', at.id, upto using errcode = '40001';
        end if;
        if upto > (select q.last_value - (not q.is_called)::int from hentra_outbox.outbox_id_seq q) then
                raise exception 'there is no id % yet: rows that get it would never be sent', upto;
        end if;
        insert into hentra_outbox.rejected (reason, id, stated_at, kind, dossier_id, case_kind, status, occurred_at, occurred_day,
                occurrences, since, submitted_at, due_at, due_day, agency, received_by, level, procedure, field, channel,
                return_channel, service, payment, digitised, electronic_result, reused_data, shared_to_store, citizen_data, fee,
                rating, about)
        select b.reason, o.id, o.stated_at, o.kind, o.dossier_id, o.case_kind, o.status, o.occurred_at, o.occurred_day,
               o.occurrences, o.since, o.submitted_at, o.due_at, o.due_day, o.agency, o.received_by, o.level, o.procedure, o.field,
               o.channel, o.return_channel, o.service, o.payment, o.digitised, o.electronic_result, o.reused_data,
               o.shared_to_store, o.citizen_data, o.fee, o.rating, o.about
        from unnest(bad, reasons) b(id, reason) join hentra_outbox.outbox o using (id)
        where o.id > at.id;
        -- One that is dated ahead must not keep all that follow it.
        if at.keep > '0' then
                select o.id into stays from hentra_outbox.outbox o
                where o.id > at.cleared and o.id <= upto and o.stated_at >= now() - at.keep and o.stated_at <= now()
                order by o.id limit 1;
        end if;
        stays := coalesce(stays, upto + 1);
        delete from hentra_outbox.outbox o where o.id > at.cleared and o.id < stays;
        update hentra_outbox.position p
        set id = upto, cleared = greatest(p.cleared, stays - 1),
            moved_at = case when upto > at.id then clock_timestamp() else p.moved_at end, sent = p.sent + out_of - cardinality(bad), rejected = p.rejected + cardinality(bad);
end $$;
comment on function hentra_outbox.move_position(bigint, bigint[], text[], bigint) is 'Called by hentra once Kafka has confirmed every row up to an id: sets bad rows aside, remembers the position, deletes what need not be kept; to the same id again: only deletes';

create or replace view hentra_outbox.health as
select (select count(*) from hentra_outbox.outbox o where o.id > p.id) as waiting,
       (select o.stated_at from hentra_outbox.outbox o where o.id > p.id order by o.id limit 1) as waiting_since, p.sent,
       (select count(*) from hentra_outbox.rejected) as rejected, p.moved_at,
       (select string_agg(coalesce('prepared ' || h.gid, 'pid ' || h.pid) || coalesce(' since ' || h.since, ''), ', ' order by h.since)
        from hentra_outbox.holders() h) as open_transactions,
       (select count(*) from hentra_outbox.outbox o where o.id <= p.cleared) as passed
from hentra_outbox.position p;
comment on view hentra_outbox.health is 'The outbox at a glance; one row';
comment on column hentra_outbox.health.waiting is 'Rows that were not sent yet';
comment on column hentra_outbox.health.waiting_since is 'When the first of them was stated';
comment on column hentra_outbox.health.sent is 'Rows sent in all';
comment on column hentra_outbox.health.rejected is 'Rows that are set aside';
comment on column hentra_outbox.health.moved_at is 'When Kafka confirmed something last';
comment on column hentra_outbox.health.open_transactions is 'Who has written to the outbox and neither committed nor rolled back';
comment on column hentra_outbox.health.passed is 'Rows that will never be sent: their ids were given out a second time, after the sequence had been set back. Not 0: set id and cleared of hentra_outbox.position to 0, and every row that is there is sent';

create or replace function hentra_outbox.write_again(numbers bigint[]) returns bigint language sql
        set search_path = pg_catalog, pg_temp as $$
        with again as (delete from hentra_outbox.rejected where number = any (numbers) returning *),
        written as (
                insert into hentra_outbox.outbox (stated_at, kind, dossier_id, case_kind, status, occurred_at, occurred_day,
                        occurrences, since, submitted_at, due_at, due_day, agency, received_by, level, procedure, field, channel,
                        return_channel, service, payment, digitised, electronic_result, reused_data, shared_to_store,
                        citizen_data, fee, rating, about)
                select stated_at, kind, dossier_id, case_kind, status, occurred_at, occurred_day, occurrences, since,
                       submitted_at, due_at, due_day, agency, received_by, level, procedure, field, channel, return_channel,
                       service, payment, digitised, electronic_result, reused_data, shared_to_store, citizen_data, fee, rating,
                       about
                from again order by number
                returning id)
        select count(*) from written $$;
comment on function hentra_outbox.write_again(bigint[]) is 'Writes rejected rows, which were mended there, into the outbox once more';
