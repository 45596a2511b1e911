# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# older.sh - a warehouse as hentra 0.1 had it, with the facts of one of today; sourced behind scenario.sh.

# words_of: SQL for the words of a history (consumers/setup/history_words.h), from the rows of history_read().
WORDS="(select array_agg(v.word order by w.place, v.n)
        from hentra.history_read(d.history) w
        cross join lateral (values
                (0, w.occurred_at), (1, w.sequence), (2, w.content::bigint << 32), (3, w.stated_at), (4, w.observed_at),
                (5, coalesce(w.submitted_at, -9223372036854775808)), (6, coalesce(w.due_at, -9223372036854775808)),
                (7, (w.agency_id::bigint << 40) | (w.received_by_id::bigint << 16) | w.source_id),
                (8, (w.procedure_id::bigint << 40) | (w.field_id::bigint << 24) | (w.stated_ahead::integer << 18)
                    | ((w.codes >> 12 & 3) << 16) | ((w.codes >> 10 & 3) << 14) | ((w.codes >> 8 & 3) << 12)
                    | ((w.codes >> 6 & 3) << 10) | ((w.codes >> 4 & 3) << 8) | ((w.codes >> 2 & 3) << 6)
                    | ((w.codes & 3) << 4) | w.status)) v (n, word))"

# older_db CONNINFO…: psql there, as the owner of the tables.
older_sql() { psql -qXAt -v ON_ERROR_STOP=1 -d "$HENTRA_TEST_PG dbname=$1" "${@:2}"; }

# copied FROM TO TABLE: its rows, of the columns that the older table has. Zeros were no nulls, and content was a whole hash.
copied() {
        local columns values
        columns=$(older_sql "$2" -c "select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                where attrelid = 'hentra.$3'::regclass and attnum > 0 and not attisdropped")
        values=$(older_sql "$2" -c "select string_agg(case
                        when attrelid = 'hentra.dossier'::regclass and attname = 'history' then \$\$$WORDS\$\$
                        when attname = 'content' then 'content << 32'
                        when attrelid = any (array['hentra.flow_day', 'hentra.flow_half_month']::regclass[]) then format('coalesce(%1\$I, %2\$s)', attname,
                                case when format_type(atttypid, null) = 'date' then 'null' else '0' end)
                        else quote_ident(attname) end, ', ' order by attnum)
                from pg_attribute where attrelid = 'hentra.$3'::regclass and attnum > 0 and not attisdropped")
        older_sql "$1" -c "copy (select $values from hentra.$3 d) to stdout" |
                older_sql "$2" -c "copy hentra.$3 ($columns) from stdin"
}

# older FROM TO: makes the database TO, of schema version 12, from the warehouse FROM. It has no views, which setup makes anew anyway.
older() {
        local file version=0 table
        psql -qX -d "$HENTRA_TEST_PG" -c "drop database if exists $2 with (force)" -c "create database $2" 2>/dev/null
        older_sql "$2" -f "$ROOT/sql/roles.sql" >/dev/null
        for file in "$ROOT"/sql/migrations/00*.sql; do
                version=$((version + 1))
                ((version <= 12)) || break
                older_sql "$2" -1 -c 'set role hentra_owner' -f "$file" \
                        -c "insert into hentra.migration (version, name) values ($version, '$(basename "$file" .sql)')" >/dev/null
        done
        # As functions of the views of 0.1, which these tables were filled by.
        older_sql "$2" -c 'delete from hentra.calendar_exception' -c 'delete from hentra.calendar_version'
        for table in warehouse source agency procedure field agency_level_claim procedure_field_claim position quarantine \
                calendar_version calendar_exception dossier flow_day flow_half_month; do
                copied "$1" "$2" "$table"
        done
        # The triggers of flow_day come with the views.
        older_sql "$2" -c "insert into hentra.flow_form06 (half_month, agency_id, channel, case_kind, shard, received, refused, withdrawn,
                        stopped, reopened, transferred_in, transferred_out, resolved_early, resolved_on_time, resolved_late, resolved_no_due,
                        resolved_late_instant, paused, no_due, overdue_day, overdue_instant)
                select day - (date_part('day', day)::integer - case when date_part('day', day) < 15 then 1 else 15 end), agency_id, channel, case_kind, shard,
                        sum(received), sum(refused), sum(withdrawn), sum(stopped), sum(reopened), sum(transferred_in), sum(transferred_out),
                        sum(resolved_early), sum(resolved_on_time), sum(resolved_late), sum(resolved_no_due), sum(resolved_late_instant),
                        sum(paused - resumed), sum(no_due_in - no_due_out), sum(overdue_day_in - overdue_day_out),
                        sum(overdue_instant_in - overdue_instant_out)
                from hentra.flow_day group by 1, 2, 3, 4, 5"
}

# stored DATABASE: every dossier with its bytes, as one digest.
stored() {
        older_sql "$1" -c "select count(*), md5(string_agg(md5(row(dossier_id, history, marks, status, case_kind, channel, service, agency_id,
                        procedure_id, first_observed_at, last_at, submitted_at, received_at, due_at, first_due_at, ended_at, ended_by,
                        returned_at, paused_at, day_class, instant_class)::text), '' order by dossier_id)) from hentra.dossier"
}

# shape DATABASE: columns, indexes, privileges, triggers and comments of the tables of facts, in order of their names.
shape() {
        older_sql "$1" -c "select relname, attname, format_type(atttypid, atttypmod), attnotnull, attcollation, col_description(attrelid, attnum),
                        (select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = attrelid and adnum = attnum)
                from pg_class c join pg_attribute a on a.attrelid = c.oid and attnum > 0 and not attisdropped
                where relnamespace = 'hentra'::regnamespace and relkind in ('r', 'v') order by 1, attnum" \
                -c "select pg_get_indexdef(indexrelid) from pg_index i join pg_class c on c.oid = indrelid
                        where relnamespace = 'hentra'::regnamespace order by 1" \
                -c "select relname, relacl::text, reloptions, pg_get_userbyid(relowner), obj_description(oid, 'pg_class') from pg_class where relnamespace = 'hentra'::regnamespace
                        and relkind in ('r', 'v') order by 1" \
                -c "select tgrelid::regclass, tgname, pg_get_triggerdef(oid) from pg_trigger where not tgisinternal order by 1, 2" \
                -c "select conrelid::regclass, conname, pg_get_constraintdef(oid) from pg_constraint where connamespace = 'hentra'::regnamespace order by 1, 2" \
                -c "select oid::regprocedure, obj_description(oid, 'pg_proc') from pg_proc where pronamespace = 'hentra'::regnamespace order by (oid::regprocedure)::text"
}
