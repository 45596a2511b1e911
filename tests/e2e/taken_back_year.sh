#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# taken_back_year - a simulated month whose sources take back what they said, untidy and twice: the profile's totals come out exactly all
# the same, and the oracle agrees. Then nights on which two sources repeat that they contradict each other: no alert moves for it.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/alerts.sh
source "$ROOT/tests/support/alerts.sh"
month=(--profile tien-giang-2022 --month 2022-03 --dossiers "${TAKEN_BACK_DOSSIERS:-5000}" --taken-back "${TAKEN_BACK:-20}"
        --disorder 10 --duplicates 10)
kinds='end_set_back reopened corrected retracted said_again day_end withdrawn contradicted'

world a
hentra simulate "${month[@]}" --dry-run >"$WORK/totals"
total() { awk -v key="$1" '$1 == key { print $2 }' "$WORK/totals"; }
# totals KEY…: on one line.
totals() {
        local key
        for key; do total "$key"; done | paste -sd' '
}
for kind in $kinds; do ok "some are $kind" test "$(total "taken_back.$kind")" -gt 100; done
ok 'the month is sent' hentra simulate "${month[@]}"
is 'every event stands on the topic' "$(total events)" "$(topic bounds "$TOPIC" | awk '{ n += $3 } END { print n }')"
start_loader one --until-end
one=$LOADER
start_loader two --until-end
ends 'the first of two loaders ends by itself' "$one"
ends 'the second of two loaders ends by itself' "$LOADER"

is 'nothing is in quarantine' 0 "$(sql -c 'select count(*) from hentra.quarantine')"
is 'totals of the flows' "$(totals received online resolved_early resolved_on_time resolved_late resolved_late_by_instant)" \
        "$(sql -c 'select sum(received), sum(received) filter (where channel = 2), sum(resolved_early), sum(resolved_on_time),
                sum(resolved_late), sum(resolved_late_instant) from hentra.flow_day')"
is 'in process, paused, overdue at the end of the month' "$(totals in_process in_process_paused in_process_overdue)" \
        "$(sql -c "select sum(coalesce(received, 0) - coalesce(resolved_early, 0) - coalesce(resolved_on_time, 0)
                        - coalesce(resolved_late, 0) - coalesce(resolved_no_due, 0) - coalesce(refused, 0) - coalesce(withdrawn, 0)),
                sum(coalesce(paused, 0) - coalesce(resumed, 0)), sum(coalesce(overdue_day_in, 0) - coalesce(overdue_day_out, 0))
                from hentra.flow_half_month where half_month < '2022-04-01'")"
is 'nothing carried over, refused, withdrawn or without due date' '0 0 0 0' \
        "$(sql -c "select coalesce(sum(received) filter (where half_month < '2022-03-01'), 0), 
                coalesce(sum(coalesce(refused, 0) + coalesce(refused_before, 0)), 0),
                coalesce(sum(coalesce(withdrawn, 0) + coalesce(withdrawn_before, 0)), 0), coalesce(sum(resolved_no_due), 0) from hentra.flow_half_month")"
for level in PROVINCE:1 DISTRICT:2 COMMUNE:3; do
        is "received and online at level ${level%:*}" "$(total received."${level%:*}") $(total online."${level%:*}")" \
                "$(sql -c "select sum(received), sum(received) filter (where channel = 2) from hentra.flow_day
                        join hentra.agency_level_claim using (agency_id) where level = ${level#*:}")"
done
# form06 CLASS FIGURE…: sums over the levels, on one line.
form06() {
        local figure
        hentra report form06 --from 2022-03-01 --to 2022-03-31 --class "$1" --format json >"$WORK/report.json" 2>"$WORK/report.log"
        for figure in "${@:2}"; do
                sql -v file="$WORK/report.json" -v figure="$figure" <<-'SQL'
                        \set report `cat :'file'`
                        select sum((r ->> :'figure')::bigint) from jsonb_array_elements(:'report'::jsonb) r where r ->> 'level' is not null
		SQL
        done | paste -sd' '
}
is 'form 06 by the day' "$(totals received resolved_early resolved_on_time resolved_late in_process in_process_overdue)" \
        "$(form06 day received resolved_early resolved_on_time resolved_overdue in_process overdue)"
is 'form 06 by the instant: the late ones' "$(total resolved_late_by_instant)" "$(form06 instant resolved_overdue)"
is 'procedures that have dossiers' "$(total procedures_with_dossiers)" \
        "$(sql -c 'select count(*) from (select procedure_id from hentra.flow_half_month group by 1 having sum(received) > 0) p')"
is 'what is opened again is marked, and nothing else' "$(total taken_back.reopened)" \
        "$(sql -c 'select count(*) from hentra.dossier where marks & (1 << 20) <> 0')"
is 'two sources speak of what is contradicted, and of nothing else' "$(total taken_back.contradicted)" \
        "$(sql -c "select count(distinct dossier_id) from hentra.dossier_statement where source like '%-archive'")"
agrees 'taken back'
end_world

# Two nights in which nobody works. Alerts of the day before stand meanwhile.
alert_world nights '2022-03-15 17:30'
start_alerter 1
start_loader load
"$HENTRA" simulate --profile tien-giang-2022 --month 2022-03 --dossiers "${TAKEN_BACK_NIGHTS:-10000}" --taken-back 80 >"$WORK/simulate.log" 2>&1 &
SIMULATE=$!
children+=("$SIMULATE")
eventually 120 clock_is_past 126000 || die 'the clock never showed the morning after the second night'
kill -TERM "$SIMULATE"
alerts_agree 'nights'
contradicted="select distinct dossier_id from hentra.dossier_statement where source like '%-archive'"
ok 'both sources spoke in the second night' test "$(sql -c "select count(distinct dossier_id) from hentra.dossier_statement
        where source like '%-archive' and stated_at between '2022-03-17 01:00+07' and '2022-03-17 02:00+07'")" -gt 100
ok 'alerts of what is contradicted stood in that night' test "$(sql -c "select count(*) from hentra.alert_history h
        where state = 'RAISED' and at < '2022-03-17 00:30+07' and dossier_id in ($contradicted) and not exists (
                select from hentra.alert_history c where c.alert_id = h.alert_id and c.transition > h.transition and c.at < '2022-03-17 04:00+07')")" -gt 10
is 'no alert of it was raised or cleared in a night' '' "$(sql -c "select dossier_id, rule, state, reason, at from hentra.alert_history
        where dossier_id in ($contradicted) and (at at time zone 'Asia/Ho_Chi_Minh')::time between '00:30' and '04:00' order by at limit 5")"
is 'none was raised for the due date that the archive alone says' '' "$(sql -c "select dossier_id, rule, due_at, at from hentra.alert_history h
        where dossier_id in ($contradicted) and state = 'RAISED' and not exists (select from hentra.dossier_statement s
                where s.dossier_id = h.dossier_id and s.due_at = h.due_at and s.source not like '%-archive') limit 5")"
kill -TERM "${ALERTER[1]}"
ends 'the alerter ends when it is asked to' "${ALERTER[1]}"
end_world
verdict
