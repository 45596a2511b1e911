#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# real_wabo - the receipt phase of building permits of a Dutch municipality: 8,577 recorded events with offsets, and the dates of
# the 1,434 cases themselves. Twenty milliseconds decide two cases; 145 have events after their end.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
# shellcheck source=tests/support/real.sh
source "$ROOT/tests/support/real.sh"
needs wabo_receipt

world a setup.zone=Europe/Amsterdam
bring wabo_receipt wabo
is 'every recorded event is kept' 8577 \
        "$(sql -c "select count(*) from hentra.dossier_statement where status = 'PROCESSING'")"
is 'by instant: in time, late, open' '1434 952 377 105' \
        "$(figures 'received resolved_in_time resolved_overdue in_process' --class instant)"
is 'by day: early, on the day, late, open' '951 69 309 105' \
        "$(figures 'resolved_early resolved_on_time resolved_overdue in_process')"
is 'online' '1250 1434 87.1688' "$(online --kind DOSSIER)"
is 'every department' "$(states_told wabo_receipt state_by_department)" "$(states_counted --kind DOSSIER)"
is 'cases with a status after their end are marked' 145 \
        "$(sql -c "select count(*) from hentra.dossier where marks & 64 <> 0")"
agrees wabo
end_world
verdict
