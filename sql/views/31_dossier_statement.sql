-- The bytes of dossier.history as columns: the layout is that of consumers/dossier/history_bytes.h (change both or neither), where the words
-- used here are explained. Bytes that C would refuse as damaged are read as well as may be: `hentra verify` proves them.

-- A number at a place (from 0), and how many bytes it takes. Inlined, and most are found by the first comparisons.
create function hentra.history_number(b bytea, p integer) returns bigint language sql immutable parallel safe
return case when get_byte(b, p) < 128 then get_byte(b, p)
            when get_byte(b, p) < 192 then (get_byte(b, p) & 63) * 256 + get_byte(b, p + 1)
            when get_byte(b, p) < 224 then (get_byte(b, p) & 31) * 65536 + get_byte(b, p + 1) * 256 + get_byte(b, p + 2)
            when get_byte(b, p) < 240 then (get_byte(b, p) & 15) * 16777216 + get_byte(b, p + 1) * 65536 + get_byte(b, p + 2) * 256 + get_byte(b, p + 3)
            else ('x' || lpad(right(encode(substr(b, p + 1, case when get_byte(b, p) < 248 then 5 when get_byte(b, p) < 252 then 6 when get_byte(b, p) < 254 then 7
                                                                  when get_byte(b, p) < 255 then 8 else 9 end), 'hex'), 16), 16, '0'))::bit(64)::bigint
                 & case when get_byte(b, p) < 248 then 34359738367 when get_byte(b, p) < 252 then 4398046511103 when get_byte(b, p) < 254 then 562949953421311
                        when get_byte(b, p) < 255 then 72057594037927935 else -1 end
       end;
comment on function hentra.history_number is 'The number at a place of dossier.history.';
create function hentra.history_number_size(n bigint) returns integer language sql immutable parallel safe
return case when n between 0 and 127 then 1 when n between 0 and 16383 then 2 when n between 0 and 2097151 then 3 when n between 0 and 268435455 then 4
            when n between 0 and 34359738367 then 5 when n between 0 and 4398046511103 then 6 when n between 0 and 562949953421311 then 7
            when n between 0 and 72057594037927935 then 8 else 9 end;
comment on function hentra.history_number_size is 'How many bytes a number takes in dossier.history.';

-- Microseconds of a number that is a time, or a forward time.
create function hentra.history_time(n bigint) returns bigint language sql immutable parallel safe
return (n >> 3 # -(n >> 2 & 1)) * case n & 3 when 2 then 1000000 when 3 then 60000000 when 0 then 1 else 1000 end;
comment on function hentra.history_time is 'A time of dossier.history in microseconds.';
create function hentra.history_forward(n bigint) returns bigint language sql immutable parallel safe
return (n >> 2) * case n & 3 when 2 then 1000000 when 3 then 60000000 when 0 then 1 else 1000 end;
comment on function hentra.history_forward is 'A forward time of dossier.history in microseconds.';

create function hentra.history_read(b bytea)
returns table (place integer, kind integer, status integer, occurred_at bigint, occurred_day boolean, sequence bigint, stated_first bigint,
               stated_at bigint, observed_at bigint, since bigint, retracted_at bigint, submitted_at bigint, due_at bigint, agency_id integer,
               received_by_id integer, source_id integer, procedure_id integer, field_id integer, codes integer, facts integer, about text,
               stated_ahead boolean, content integer, occurrences jsonb)
language plpgsql immutable parallel safe strict cost 10000 rows 5
set search_path = pg_catalog, pg_temp as $$
declare
        size constant integer := length(b);
        p integer := 1;
        n bigint;
        head integer;
        more integer := 0;
        attributes integer;
        at bigint := 0; -- what times of a record are measured from
        origin bigint;
        said bigint;    -- what since and retracted_at are measured from
        stated_before bigint; -- of the last record that was said, where the one before was not
        observed_before bigint;
        sequence_before bigint := 0;
        agency integer := 0;
        one_status integer;
        one_at bigint;
        one_before bigint;
begin
        if get_byte(b, 0) <> 1 then
                raise exception 'a history of version %, which this hentra does not know', get_byte(b, 0);
        end if;
        place := 0; kind := 0; occurred_day := false; stated_ahead := false;
        received_by_id := 0; source_id := 0; procedure_id := 0; field_id := 0; codes := 0; facts := 0;
        -- Few steps for the record that nearly all are: a plain statement that has nothing MORE.
        while p < size loop
                place := place + 1;
                head := get_byte(b, p);
                p := p + 1;
                if head & 64 <> 0 then
                        more := hentra.history_number(b, p);
                        p := p + hentra.history_number_size(more);
                        kind := more >> 2 & 3; occurred_day := more & 64 <> 0; stated_ahead := more & 128 <> 0;
                elsif more <> 0 then
                        more := 0; kind := 0; occurred_day := false; stated_ahead := false;
                        since := null; retracted_at := null;
                end if;
                content := (get_byte(b, p) << 24) + get_byte(b, p + 1) * 65536 + get_byte(b, p + 2) * 256 + get_byte(b, p + 3);
                p := p + 4;
                if kind <> 1 then
                        status := head & 15;
                        n := hentra.history_number(b, p);
                        p := p + hentra.history_number_size(n);
                        if place = 1 then
                                at := hentra.history_time(n);
                        else
                                at := at + hentra.history_forward(n);
                        end if;
                        occurred_at := at;
                        if origin is null then
                                origin := at;
                        end if;
                        sequence := case when sequence_before in (0, 9223372036854775807) then 0 else sequence_before + 1 end;
                        if head & 32 <> 0 then
                                n := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(n);
                                sequence := sequence + (n >> 1 & 9223372036854775807 # -(n & 1));
                        end if;
                        sequence_before := sequence;
                        occurrences := null;
                else
                        sequence := 0; agency_id := 0; occurrences := '[]';
                        at := null; one_before := coalesce(origin, 0);
                        for i in 1 .. head & 15 loop
                                one_status := get_byte(b, p);
                                p := p + 1;
                                one_at := null;
                                if one_status & 16 = 0 then
                                        n := hentra.history_number(b, p);
                                        p := p + hentra.history_number_size(n);
                                        one_at := one_before + hentra.history_time(n);
                                        one_before := one_at;
                                        origin := coalesce(origin, one_at);
                                        at := greatest(at, one_at);
                                end if;
                                if one_status & 128 <> 0 then
                                        agency := hentra.history_number(b, p);
                                        p := p + hentra.history_number_size(agency);
                                end if;
                                occurrences := occurrences || jsonb_build_object('status', one_status & 15, 'at', one_at, 'day', one_status & 32 <> 0,
                                                                                 'reopens', one_status & 64 <> 0, 'agency_id', agency);
                        end loop;
                        at := coalesce(at, 0);
                end if;
                if more & 512 = 0 then
                        n := hentra.history_number(b, p);
                        p := p + hentra.history_number_size(n);
                        if more & 1 = 0 then
                                stated_at := at + hentra.history_time(n);
                        else
                                stated_at := coalesce(stated_at, stated_before) + hentra.history_time(n);
                        end if;
                        if head & 128 <> 0 then
                                observed_at := stated_at + (get_byte(b, p) * 65536 + get_byte(b, p + 1) * 256 + get_byte(b, p + 2));
                                p := p + 3;
                        else
                                n := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(n);
                                observed_at := case when more & 2 = 0 then stated_at else coalesce(observed_at, observed_before) end + hentra.history_time(n);
                        end if;
                        stated_first := stated_at;
                else
                        stated_before := coalesce(stated_at, stated_before); observed_before := coalesce(observed_at, observed_before);
                        stated_at := null; stated_first := null; observed_at := null;
                end if;
                if more <> 0 then
                        said := coalesce(stated_at, at);
                        since := null; retracted_at := null;
                        if more & 16 <> 0 then
                                n := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(n);
                                stated_first := stated_at - hentra.history_forward(n);
                        end if;
                        if more & 32 <> 0 then
                                n := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(n);
                                since := said + hentra.history_time(n);
                        end if;
                        if more & 256 <> 0 then
                                n := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(n);
                                retracted_at := said + hentra.history_time(n);
                        end if;
                end if;
                if head & 16 <> 0 then
                        attributes := hentra.history_number(b, p);
                        p := p + hentra.history_number_size(attributes);
                        if attributes & 1 <> 0 then
                                n := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(n);
                                due_at := case when n <> 0 then coalesce(due_at, at - (at % 60000000 + 60000000) % 60000000) + hentra.history_time(n) end;
                        end if;
                        if attributes & 2 <> 0 then
                                agency := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(agency);
                        end if;
                        if attributes & 4 <> 0 then
                                codes := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(codes);
                        end if;
                        if attributes & 8 <> 0 then
                                n := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(n);
                                submitted_at := case when n <> 0 then coalesce(submitted_at, at) + hentra.history_time(n) end;
                        end if;
                        if attributes & 16 <> 0 then
                                source_id := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(source_id);
                        end if;
                        if attributes & 32 <> 0 then
                                procedure_id := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(procedure_id);
                        end if;
                        if attributes & 64 <> 0 then
                                field_id := hentra.history_number(b, p);
                                p := p + hentra.history_number_size(field_id);
                        end if;
                        if attributes >= 128 then
                                if attributes & 128 <> 0 then
                                        received_by_id := hentra.history_number(b, p);
                                        p := p + hentra.history_number_size(received_by_id);
                                end if;
                                if attributes & 256 <> 0 then
                                        facts := hentra.history_number(b, p);
                                        p := p + hentra.history_number_size(facts);
                                end if;
                                if attributes & 512 <> 0 then
                                        n := hentra.history_number(b, p);
                                        p := p + 1;
                                        about := nullif(convert_from(substr(b, p + 1, n::integer), 'UTF8'), '');
                                        p := p + n::integer;
                                end if;
                        end if;
                end if;
                if kind <> 1 then
                        agency_id := agency;
                else
                        status := 0; occurred_at := null;
                        if head & 15 <> 0 then
                                -- Its latest occurrence, as at the top of its message.
                                select (o.one ->> 'status')::integer, (o.one ->> 'at')::bigint, (o.one ->> 'day')::boolean, (o.one ->> 'agency_id')::integer
                                into status, occurred_at, occurred_day, agency_id
                                from jsonb_array_elements(occurrences) with ordinality as o (one, n)
                                order by coalesce((o.one ->> 'at')::bigint, since, stated_at, 0) desc, o.n desc
                                limit 1;
                        end if;
                end if;
                return next;
        end loop;
end $$;
comment on function hentra.history_read is 'What a history holds, one row a statement, step or document, in canonical order; codes and ids as numbers, times in microseconds since 1970, null where absent.';

-- Whoever sees a dossier by an agency that it was handed over to sees it from there on.
create function hentra.history_seen_from(b bytea, seen boolean[]) returns bigint language sql immutable parallel safe
begin atomic
        select min(at)
        from (select coalesce(h.occurred_at, h.stated_first) as at
              from hentra.history_read(b) h
              where h.kind <> 1 and seen[h.agency_id + 1]
              union all
              select (o.one ->> 'at')::bigint
              from hentra.history_read(b) h
              cross join lateral jsonb_array_elements(h.occurrences) as o (one)
              where h.kind = 1 and seen[coalesce((o.one ->> 'agency_id')::integer, 0) + 1]) s;
end;
comment on function hentra.history_seen_from is 'Microseconds of the first that a history says of one of the agencies (by number and 1, as agencies_seen() has them); null: it names none of them.';

-- With the rights of its owner, since it shows parts of what is in one column: so it leaves out by itself what row-level security leaves out
-- elsewhere. Conditions of who asks come behind that.
create view hentra.dossier_statement with (security_barrier) as
select d.dossier_id, w.place, (array['STATEMENT', 'DOCUMENT', 'STEP'])[w.kind + 1] as kind, hentra.status_name(w.status) as status,
       hentra.instant(w.occurred_at) as occurred_at, w.occurred_day, w.sequence,
       hentra.instant(w.stated_first) as stated_first, hentra.instant(w.stated_at) as stated_at, hentra.instant(w.observed_at) as observed_at,
       hentra.instant(w.since) as since, hentra.instant(w.retracted_at) as retracted_at,
       hentra.instant(w.submitted_at) as submitted_at, hentra.instant(w.due_at) as due_at,
       a.code as agency, b.code as received_by, s.code as source, r.code as procedure, f.code as field,
       hentra.case_kind_name(w.codes & 3) as case_kind,
       hentra.level_name(w.codes >> 2 & 3) as level,
       hentra.channel_name(w.codes >> 4 & 3) as channel,
       hentra.return_channel_name(w.codes >> 6 & 3) as return_channel,
       hentra.service_name(w.codes >> 8 & 3) as service,
       hentra.payment_name(w.codes >> 10 & 3) as payment,
       (array[null, false, true])[(w.codes >> 12 & 3) + 1] as digitised,
       (array[null, false, true])[(w.facts & 3) + 1] as electronic_result,
       (array[null, false, true])[(w.facts >> 2 & 3) + 1] as reused_data,
       (array[null, false, true])[(w.facts >> 4 & 3) + 1] as shared_to_store,
       (array[null, false, true])[(w.facts >> 6 & 3) + 1] as citizen_data,
       (array['UNKNOWN', 'NONE', 'ZERO', 'PAYABLE'])[(w.facts >> 8 & 3) + 1] as fee,
       (array[null, 'LIKE', 'DISLIKE'])[(w.facts >> 10 & 3) + 1] as rating,
       w.about, w.content, w.stated_ahead,
       coalesce(w.holds and case w.kind when 0 then w.stated_at <= w.standing[1] when 1 then array[w.stated_at, w.place] < w.standing else false end,
                false) as superseded,
       case when w.kind = 1 then
               (select coalesce(jsonb_agg(jsonb_build_object('status', hentra.status_name((o.one ->> 'status')::integer),
                                                             'occurred_at', hentra.instant((o.one ->> 'at')::bigint),
                                                             'occurred_day', o.one -> 'day', 'reopens', o.one -> 'reopens',
                                                             'agency', (select code from hentra.agency where agency_id = (o.one ->> 'agency_id')::integer))
                                          order by o.n), '[]')
                from jsonb_array_elements(w.occurrences) with ordinality as o (one, n)
                where part.seen_from is null or (o.one ->> 'at')::bigint >= part.seen_from)
       end as occurrences
from hentra.dossier d
cross join lateral (
        select case when not (select hentra.sees_all()) then hentra.history_seen_from(d.history, (select hentra.agencies_seen())) end as seen_from offset 0) part
-- `standing`: the document that its source stated last, by when and where.
cross join lateral (
        select h.*, max(case when h.kind = 1 and h.holds then array[h.stated_at, h.place] end) over (partition by h.source_id) as standing
        from (select *, stated_at > coalesce(retracted_at, stated_at - 1) as holds from hentra.history_read(d.history)) h) w
left join hentra.agency a on a.agency_id = w.agency_id
left join hentra.agency b on b.agency_id = w.received_by_id
left join hentra.source s on s.source_id = w.source_id
left join hentra.procedure r on r.procedure_id = w.procedure_id
left join hentra.field f on f.field_id = w.field_id
where ((select hentra.sees_all()) or (select hentra.agencies_seen())[d.agency_id + 1] or part.seen_from is not null)
  and (part.seen_from is null or coalesce(w.occurred_at, w.stated_first) >= part.seen_from);
comment on view hentra.dossier_statement is 'Everything that was said of every dossier: one row a distinct statement, step or document.';
comment on column hentra.dossier_statement.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_statement.place is 'Place in canonical order, from 1.';
comment on column hentra.dossier_statement.kind is 'STATEMENT; DOCUMENT: all that its source holds true of the dossier; STEP: part of its way that decides nothing.';
comment on column hentra.dossier_statement.status is 'Status the dossier is said to have reached; of a document that of its latest occurrence, as the next column and agency.';
comment on column hentra.dossier_statement.occurred_at is 'When it reached the status.';
comment on column hentra.dossier_statement.occurred_day is 'True: only the local day of occurred_at is known.';
comment on column hentra.dossier_statement.sequence is 'The source''s own order; 0: it has none.';
comment on column hentra.dossier_statement.stated_first is 'Of a document when its source said so first, else as stated_at.';
comment on column hentra.dossier_statement.stated_at is 'When the source said so, last; null: it was only taken back so far.';
comment on column hentra.dossier_statement.observed_at is 'When hentra saw it first.';
comment on column hentra.dossier_statement.since is 'Of a document when its source was seen to change to it, last; null: not seen.';
comment on column hentra.dossier_statement.retracted_at is 'When its source took it back, last; it counts again where stated_at is later. Null: never.';
comment on column hentra.dossier_statement.submitted_at is 'Submission, as said here; null: absent.';
comment on column hentra.dossier_statement.due_at is 'Return date, as said here; null: absent.';
comment on column hentra.dossier_statement.agency is 'Code of the handling agency; null: absent.';
comment on column hentra.dossier_statement.received_by is 'Code of the receiving agency; null: absent.';
comment on column hentra.dossier_statement.source is 'System that said it.';
comment on column hentra.dossier_statement.procedure is 'Code of the procedure; null: absent.';
comment on column hentra.dossier_statement.field is 'Code of the field; null: absent.';
comment on column hentra.dossier_statement.case_kind is 'DOSSIER, PETITION or TASK.';
comment on column hentra.dossier_statement.level is 'Level of the handling agency, as said here.';
comment on column hentra.dossier_statement.channel is 'DIRECT, ONLINE, POSTAL or UNKNOWN.';
comment on column hentra.dossier_statement.return_channel is 'DIRECT or POSTAL; null: absent.';
comment on column hentra.dossier_statement.service is 'INFORMATION, PARTIAL, FULL or UNKNOWN.';
comment on column hentra.dossier_statement.payment is 'NONE, PORTAL, LOCAL or UNKNOWN.';
comment on column hentra.dossier_statement.digitised is 'Whether it has digitised parts; null: absent.';
comment on column hentra.dossier_statement.stated_ahead is 'True: its source dated it after it was seen; stated_at is when it was seen.';
comment on column hentra.dossier_statement.superseded is 'True: it no longer counts, since its source has stated a document after it.';
comment on column hentra.dossier_statement.electronic_result is 'Whether there is an electronic result; null: absent.';
comment on column hentra.dossier_statement.reused_data is 'Whether data were reused; null: absent.';
comment on column hentra.dossier_statement.shared_to_store is 'Whether the result was shared to the citizen''s store; null: absent.';
comment on column hentra.dossier_statement.citizen_data is 'Whether data of the citizen''s store were used; null: absent.';
comment on column hentra.dossier_statement.fee is 'NONE, ZERO, PAYABLE or UNKNOWN.';
comment on column hentra.dossier_statement.rating is 'LIKE or DISLIKE; null: absent.';
comment on column hentra.dossier_statement.about is 'Code of the dossier that a petition is about; null: absent.';
comment on column hentra.dossier_statement.content is 'Upper half of the XXH3 hash of the statement''s text, as a signed number: the same statement has the same in every warehouse.';
comment on column hentra.dossier_statement.occurrences is 'Of a document: its occurrences in its order, each with status, occurred_at (null: not told), occurred_day, reopens, agency.';

-- What was handed over is a row of hentra.dossier for the agency where it is alone, so that it is counted once.
create view hentra.dossier_handed_over with (security_barrier) as
select d.dossier_id, hentra.case_kind_name(d.case_kind) as case_kind, hentra.status_name(d.status) as status, a.code as agency, r.code as procedure,
       d.received_at, d.due_at, d.ended_at, hentra.instant(part.seen_from) as seen_from
from hentra.dossier d
cross join lateral (
        select case when (select hentra.agencies_seen())[d.agency_id + 1] is not true
                    then hentra.history_seen_from(d.history, (select hentra.agencies_seen())) end as seen_from offset 0) part
left join hentra.agency a using (agency_id)
left join hentra.procedure r using (procedure_id)
where not (select hentra.sees_all()) and part.seen_from is not null;
comment on view hentra.dossier_handed_over is 'For members of hentra_viewer: dossiers that somebody said to be at an agency that they see, and that are elsewhere now. View dossier_statement has what was said of them from there on. Ask for one by its code: for a list all histories are read. Empty for those who see everything.';
comment on column hentra.dossier_handed_over.dossier_id is 'Code of the dossier.';
comment on column hentra.dossier_handed_over.case_kind is 'DOSSIER, PETITION or TASK.';
comment on column hentra.dossier_handed_over.status is 'Status of the last occurrence.';
comment on column hentra.dossier_handed_over.agency is 'Code of the agency where it is, or was when it ended.';
comment on column hentra.dossier_handed_over.procedure is 'Code of the procedure; null: none was said.';
comment on column hentra.dossier_handed_over.received_at is 'Reception; null: never received.';
comment on column hentra.dossier_handed_over.due_at is 'Return date, as stated last; null: none was said.';
comment on column hentra.dossier_handed_over.ended_at is 'End as said; null: none.';
comment on column hentra.dossier_handed_over.seen_from is 'The first that was said of it at an agency that is seen.';
