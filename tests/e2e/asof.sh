#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# asof - form 06 as of two dozen random instants, and as known at another dozen, by day and by instant in turn, at every agency,
# against the oracle's recount dossier by dossier; and both grains of flows against that recount at every period's end.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
instants=${ASOF_INSTANTS:-12} # of each of the three worlds

# same_at OPTION T CLASS: prints the agencies at which the report and the recount differ.
same_at() {
        hentra report form06 "$1" "$2" --class "$3" --by agency --format json >"$WORK/report.json" 2>"$WORK/report.log"
        sql -v t="$2" -v class="$3" -v zone=Asia/Ho_Chi_Minh -v file="$WORK/report.json" <<-'SQL'
                \set report `cat :'file'`
                with theirs as (
                        select r ->> 'agency' as agency, f.figure, (r ->> f.name)::bigint as amount
                        from jsonb_array_elements(:'report'::jsonb) r
                        cross join (values ('received', 'received'), ('refused', 'refused'), ('withdrawn', 'withdrawn'),
                                ('resolved_early', 'resolved_early'), ('resolved_on_time', 'resolved_on_time'),
                                ('resolved_no_due', 'resolved_no_due'), ('in_process', 'in_process'),
                                ('no_due', 'open_no_due'), ('paused', 'waiting'),
                                ('overdue', 'overdue_' || :'class'),
                                ('resolved_overdue', case :'class' when 'day' then 'resolved_late'
                                        else 'resolved_late_instant' end)) f(name, figure)
                        where r ->> 'agency' is not null and (r ->> f.name)::bigint <> 0
                ), ours as (
                        select c.code as agency, case when figure in ('paused', 'stopped') then 'waiting' else figure end as figure,
                                sum(amount) as amount
                        from oracle.as_of(:'t', :'zone') a join oracle.code c on c.id = a.agency
                        where case_kind = 0 and figure <> 'resolved_in_time_instant'
                                and case :'class' when 'day' then figure not like '%_instant'
                                        else figure not in ('overdue_day', 'resolved_late', 'resolved_early', 'resolved_on_time') end
                        group by 1, 2
                )
                select agency, figure, 'oracle', o.amount, 'report', t.amount
                from ours o full join theirs t using (agency, figure) where o.amount is distinct from t.amount
	SQL
}

compare_instants() { # TEXT
        local class=day t wrong='' differences n=0
        while read -r t; do
                differences=$(same_at --as-of "$t" "$class")
                n=$((n + 1))
                [[ -z $differences ]] || wrong+="$t $class: $(head -n 3 <<<"$differences")"$'\n'
                if [[ $class == day ]]; then class=instant; else class=day; fi
        done < <(sql -v n="$instants" <<-'SQL'
                select setseed(0.42) \g /dev/null
                set timezone = 'UTC';
                select to_char(oracle.instant(first + (random() * (last - first))::bigint), 'YYYY-MM-DD"T"HH24:MI:SS.USZ')
                from (select min(at) as first, max(at) as last from oracle.flow) f cross join generate_series(1, :n)
	SQL
        )
        is "$1: $instants random instants" "$instants equal" "${wrong:-$n equal}"
}

# What had been seen by then is all that the oracle hears.
compare_known() { # TEXT
        local class=day t wrong='' differences n=0
        sql -c 'create table oracle.event_all as table oracle.event'
        while read -r t at; do
                sql -v at="$at" -f "$ROOT/tests/oracle/known_at.sql"
                ok "$1: the oracle counts again" oracle recompute
                differences=$(same_at --known-at "$t" "$class")
                n=$((n + 1))
                [[ -z $differences ]] || wrong+="$t $class: $(head -n 3 <<<"$differences")"$'\n'
                if [[ $class == day ]]; then class=instant; else class=day; fi
        done < <(sql -v n="$instants" -F ' ' <<-'SQL'
                select setseed(0.42) \g /dev/null
                set timezone = 'UTC';
                select to_char(oracle.instant(at), 'YYYY-MM-DD"T"HH24:MI:SS.USZ'), at
                from (select first + (random() * (last - first))::bigint as at
                      from (select min(observed_at) as first, max(observed_at) as last from oracle.event) f
                      cross join generate_series(1, :n)) t
	SQL
        )
        is "$1: as known at $instants random instants" "$instants equal" "${wrong:-$n equal}"
}

check_world() { # TEXT
        ok "$1: the loader reads all of it" hentra load --until-end
        agrees "$1"
        is "$1: the oracle's own flows are what it counts" '' "$(sql -v zone=Asia/Ho_Chi_Minh -f "$ROOT/tests/oracle/meet.sql")"
        compare_instants "$1"
        local periods differences
        read -r periods differences < <(sql -f "$ROOT/tests/oracle/period_ends.sql" | tail -n 1)
        is "$1: both grains of flows at the ends of $periods half months" 0 "$differences"
        end_world
}

world year
hentra simulate --profile tien-giang-2022 --dossiers "${ASOF_DOSSIERS:-8000}" 2>"$WORK/simulate.log"
check_world year
world traps
sql -f "$ROOT/tests/oracle/schema.sql"
sql -v dossiers=5000 -v seed=5 -f "$ROOT/tests/oracle/random.sql"
sql -c 'copy oracle.event to stdout' | topic put "$TOPIC"
check_world traps
world known
sql -f "$ROOT/tests/oracle/schema.sql"
sql -v dossiers=900 -v seed=6 -f "$ROOT/tests/oracle/random.sql" # none has more statements than a history keeps
sql -c 'copy oracle.event to stdout' | topic put "$TOPIC"
ok 'known: the loader reads all of it' hentra load --until-end
agrees known
compare_known known
end_world
verdict
