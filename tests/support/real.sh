# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# real.sh - real cases through spool, Kafka, the loader and the report; sourced by e2e/real_*.sh. The data does not belong to
# the project: it lies beside it (../shared/data, or $HENTRA_TEST_DATA), and without it these scripts are skipped.
DATA=${HENTRA_TEST_DATA:-$ROOT/../shared/data}

# needs NAME: the data set, or an end of the script that can be seen.
needs() { [[ -r $DATA/$1.csv.gz && -r $DATA/$1.truth.json ]] || skip "$DATA/$1.csv.gz is not there"; }

# bring NAME MAPPING: the file through the spool and the loader.
bring() {
        mkdir -p "$WORK/$TOPIC"
        gunzip -c "$DATA/$1.csv.gz" >"$WORK/$TOPIC/$1.csv"
        ok 'spool reads the file' hentra spool --once --mapping "$ROOT/tests/data/mappings/$2.ini" "$WORK/$TOPIC"
        is 'the file is done, and no row was rejected' "done/$1.csv" "$(cd "$WORK/$TOPIC" && find . -name '*.csv' -printf '%P\n')"
        ok 'the loader reads all of it' hentra load --until-end
}

# figures COLUMNS OPTION…: these columns of the total row of form 06.
figures() {
        local columns=$1
        shift
        sql -v report="$(hentra report form06 --format json "$@")" -v columns="$columns" <<-'SQL'
                select string_agg(coalesce(r.row ->> c.name, '-'), ' ' order by c.place)
                from jsonb_array_elements(:'report'::jsonb) with ordinality r(row, number)
                cross join unnest(string_to_array(:'columns', ' ')) with ordinality c(name, place)
                where number = jsonb_array_length(:'report'::jsonb)
	SQL
}

# states KEY OPTION…: every agency's states, by instant, as the truth's object KEY has them: first the truth's, then form 06's.
states_told() {
        sql -v truth="$(<"$DATA/$1.truth.json")" -v key="$2" <<-'SQL'
                select key, coalesce(s.value ->> 'closed_on_time', s.value ->> 'on_time', '0'),
                        coalesce(s.value ->> 'closed_late', s.value ->> 'late', '0'),
                        coalesce(s.value ->> 'closed_no_target', '0'),
                        coalesce((s.value ->> 'open_with_target')::integer, 0)
                                + coalesce((s.value ->> 'open_no_target')::integer, (s.value ->> 'open')::integer, 0)
                from jsonb_each(:'truth'::jsonb -> :'key') s order by key
	SQL
}
states_counted() {
        sql -v report="$(hentra report form06 --format json --class instant --by agency "$@")" <<-'SQL'
                select r ->> 'agency', r ->> 'resolved_in_time', r ->> 'resolved_overdue', r ->> 'resolved_no_due',
                        r ->> 'in_process'
                from jsonb_array_elements(:'report'::jsonb) r where r ->> 'agency' is not null order by 1
	SQL
}
# online OPTION…: received online, received, and the rate to four places.
online() {
        sql -v report="$(hentra report online-rate --format json "$@")" <<-'SQL'
                select r -> 'online', r -> 'received', round((r ->> 'online_rate')::numeric, 4)
                from (select :'report'::jsonb -> -1 as r) t
	SQL
}
