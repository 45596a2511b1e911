#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# published - every consistent figure of the published reports that a dossier system can produce comes out of simulated dossiers,
# petitions and tasks, through Kafka and the loader; of the others the right one. (Tiền Giang 2022 is in e2e/year.sh.)
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/published.sh
source "$ROOT/tests/support/published.sh"
[[ -r $PUBLISHED ]] || skip "$PUBLISHED is not there"

# profile KIND FROM TO RECEIVED ON_TIME LATE OPEN_IN_TIME OPEN_OVERDUE ONLINE: sends its cases.
profile() {
        "$ROOT/tests/support/published_profile.py" "$@" >"$WORK/profile.ini"
        ok "$1 $2 to $3: $4 are sent" hentra simulate --profile "$WORK/profile.ini"
}
loaded() { ok 'all of it is loaded' hentra load --until-end; }

# ---- Kiên Giang 2023: petitions and tasks ----
place='Kiên Giang' from=2023-01-01 to=2023-12-31
value() { printed "$1" "$place" "$from" "$to"; }
world petitions topic.partitions=2
profile PETITION $from $to "$(value petitions_received)" "$(value petitions_resolved)" 0 "$(value petitions_open_in_time)" \
        "$(value petitions_open_overdue)" 30
profile TASK $from $to "$(value tasks_assigned)" "$(value tasks_done)" 0 0 0 0
loaded
rows_agree "$place" $from $to
is 'rows of it' 'petitions_open_in_time petitions_open_overdue petitions_received petitions_resolved tasks_assigned tasks_done' \
        "$(compared "$place" $from $to)"
end_world

# ---- Tiền Giang, January to 13 April 2020 ----
place='Tiền Giang' from=2020-01-01 to=2020-04-13
world digitised
digitised=$(value dossiers_digitised)
profile DOSSIER $from $to "$digitised" "$(value resolved)" 0 "$(value in_process)" 0 40000
loaded
rows_agree "$place" $from $to
is 'rows of it' 'dossiers_digitised in_process resolved' "$(compared "$place" $from $to)"
end_world

# ---- Bà Rịa - Vũng Tàu, January to September 2022: to resolve; tasks ----
place='Bà Rịa - Vũng Tàu' from=2022-01-01 to=2022-09-30
world nine
to_resolve=$(value dossiers_to_resolve)
profile DOSSIER $from $to "$to_resolve" "$(value resolved_on_time)" "$(value resolved_late)" \
        $((to_resolve - $(value resolved))) 0 150000
profile TASK $from $to "$(value tasks_assigned)" "$(value tasks_done)" 0 "$(value tasks_in_process)" 0 0
loaded
rows_agree "$place" $from $to
is 'rows of it' 'dossiers_to_resolve late_rate on_time_rate resolved resolved_late resolved_on_time tasks_assigned tasks_done tasks_done_rate tasks_in_process' \
        "$(compared "$place" $from $to)"
end_world

# ---- Bà Rịa - Vũng Tàu, January to October 2022: online by level ----
to=2022-10-31
world ten
ok 'ten months are sent' hentra simulate --profile ba-ria-vung-tau-2022
loaded
rows_agree "$place" $from $to
is 'rows of it' 'online_base online_base online_base online_base online_rate online_rate online_rate online_rate received_online received_online received_online received_online' \
        "$(compared "$place" $from $to)"
end_world
verdict
