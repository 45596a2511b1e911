#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# real_boston - the service requests of the City of Boston, second half of 2011: a row a case, local times without an offset,
# clocks put back in between, the city's own departments and sources as agencies, and what stood open at two past instants.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/real.sh
source "$ROOT/tests/support/real.sh"
needs boston311_2011
resolved='received resolved_in_time resolved_overdue resolved_no_due'

world department setup.zone=America/New_York
bring boston311_2011 boston311
is 'received, in time, late, without due date, open' '58251 35591 8230 10749 3681' \
        "$(figures "$resolved in_process" --class instant)"
is 'open without due date' 232 "$(figures no_due --class instant)"
is 'online' '12070 58251 20.7207' "$(online --kind DOSSIER)"
is 'every department' "$(states_told boston311_2011 state_by_department)" "$(states_counted --kind DOSSIER)"
is 'as of the end of September' '31828 18283 2259 4534 4208 2065 479' \
        "$(figures "$resolved in_time overdue no_due" --class instant --as-of '2011-09-30 23:59:59')"
is 'overdue by day then' 2004 "$(figures overdue --as-of '2011-09-30 23:59:59')"
is 'as of the end of the year' '58251 33436 5050 9886 4077 4707 1095' \
        "$(figures "$resolved in_time overdue no_due" --class instant --as-of '2011-12-31 23:59:59')"
agrees department
end_world

world source setup.zone=America/New_York
bring boston311_2011 boston311-by-source
is 'every source' "$(states_told boston311_2011 state_by_source)" "$(states_counted --kind DOSSIER)"
agrees source
end_world
verdict
