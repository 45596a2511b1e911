#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# year - a simulated province-year through Kafka into the warehouse by two loaders: the published totals come out exactly,
# and verify finds nothing. $YEAR_DOSSIERS makes it smaller; every total then shrinks with it. With $YEAR_ORACLE set the oracle
# reckons every dossier and flow again, which takes minutes; in ./check it does so for smaller worlds (asof, disorder, traps).
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/published.sh
source "$ROOT/tests/support/published.sh"
dossiers=${YEAR_DOSSIERS:-838838}

world a
hentra simulate --profile tien-giang-2022 --dossiers "$dossiers" --dry-run >"$WORK/totals"
total() { awk -v key="$1" '$1 == key { print $2 }' "$WORK/totals"; }
if ((dossiers == 838838)); then
        is 'what the province published' '838838 277176 2693 11395 824750' \
                "$(total received) $(total online) $(total resolved_late) $(total in_process) $((
                        $(total resolved_early) + $(total resolved_on_time)))"
fi

ok 'the year is sent' hentra simulate --profile tien-giang-2022 --dossiers "$dossiers"
is 'every event stands on the topic' "$(total events)" "$(topic bounds "$TOPIC" | awk '{ n += $3 } END { print n }')"
start_loader one --until-end
one=$LOADER
start_loader two --until-end
ends 'the first of two loaders ends by itself' "$one"
ends 'the second of two loaders ends by itself' "$LOADER"
note "loaded after $SECONDS s"

is 'nothing is in quarantine' 0 "$(sql -c 'select count(*) from hentra.quarantine')"
is 'totals of the flows' \
        "$(for key in received online resolved_early resolved_on_time resolved_late resolved_late_by_instant; do total $key; done | paste -sd' ')" \
        "$(sql -c 'select sum(received), sum(received) filter (where channel = 2), sum(resolved_early), sum(resolved_on_time),
                sum(resolved_late), sum(resolved_late_instant) from hentra.flow_day')"
# At the end of the year, not of all that the events tell.
is 'in process, paused, overdue at the end of the year' \
        "$(for key in in_process in_process_paused in_process_overdue; do total $key; done | paste -sd' ')" \
        "$(sql -c "select sum(received - resolved_early - resolved_on_time - resolved_late - resolved_no_due - refused - withdrawn),
                sum(paused - resumed), sum(overdue_day_in - overdue_day_out)
                from hentra.flow_half_month_whole where half_month < '2023-01-01'")"
is 'nothing carried over, refused, withdrawn or without due date' '0 0 0 0' \
        "$(sql -c "select coalesce(sum(received) filter (where half_month < '2022-01-01'), 0), sum(refused + refused_before),
                sum(withdrawn + withdrawn_before), sum(resolved_no_due) from hentra.flow_half_month_whole")"
for level in PROVINCE:1 DISTRICT:2 COMMUNE:3; do
        is "received and online at level ${level%:*}" "$(total received."${level%:*}") $(total online."${level%:*}")" \
                "$(sql -c "select sum(received), sum(received) filter (where channel = 2) from hentra.flow_day
                        join hentra.agency_level_claim using (agency_id) where level = ${level#*:}")"
done
if ((dossiers == 838838)) && [[ -r $PUBLISHED ]]; then
        rows_agree 'Tiền Giang' 2022-01-01 2022-12-31
        is 'rows of it' 'dossiers_received in_process in_process_rate late_rate on_time_rate online_rate received_online resolved_late resolved_on_time' \
                "$(compared 'Tiền Giang' 2022-01-01 2022-12-31)"
        is "S0 Tiền Giang ALL online_procedures_with_dossiers $(printed online_procedures_with_dossiers 'Tiền Giang' 2022-01-01 2022-12-31)" \
                "$(printed online_procedures_with_dossiers 'Tiền Giang' 2022-01-01 2022-12-31)" \
                "$(sql -c 'select count(distinct procedure_id) from hentra.flow_half_month where received > 0 and channel = 2')"
fi
if [[ -n ${YEAR_ORACLE:-} ]]; then agrees year; else ok 'verify finds nothing' verifies; fi
end_world
verdict
