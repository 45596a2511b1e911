#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# kinds - petitions, ratings, fees and tasks, from a file to the views: by the examples of docs/sources.md, as they stand there, by lines
# of the portal, and by an outbox.
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"

# block N LANGUAGE: the N-th block of that language below the heading.
block() {
        awk -v want="$1" -v language="$2" '
                /^## / { here = /^## Petitions, ratings, fees and tasks$/ }
                here && $0 == "```" language { n++; on = n == want; next }
                /^```$/ { on = 0 }
                on' "$ROOT/docs/sources.md"
}
# spools N NAME: the N-th example, without a row that is rejected.
spools() {
        mkdir "$WORK/$2"
        block "$1" ini >"$WORK/$2.ini"
        block "$1" csv >"$WORK/$2/$2.csv"
        ok "$2: the example is read" hentra spool --once --mapping "$WORK/$2.ini" "$WORK/$2"
}
# detail KIND COLUMNS: of each case of the kind, in order.
detail() { sql -c "select dossier_id, $2 from hentra.dossier_detail where case_kind = '$1' order by dossier_id"; }
# facts OF COLUMNS: of each statement of a source, in order.
facts() { sql -c "select dossier_id, $2 from hentra.dossier_statement where source = '$1' order by dossier_id"; }
# form06 KIND: what was received, resolved, and resolved late in January and February: the last row is the total.
form06() {
        hentra report form06 --kind "$1" --from 2026-01-01 --to 2026-02-28 --format csv | python3 -c '
import csv, sys
total = list(csv.DictReader(sys.stdin))[-1]
print(total["received"], total["resolved"], total["resolved_overdue"])'
}

world here topic.partitions=2
spools 1 petitions
spools 2 dossiers
spools 3 tasks
ok 'all of it is loaded' hentra load --until-end
is 'nothing is set aside' 0 "$(sql -c 'select count(*) from hentra.quarantine')"

is 'petitions are cases of their own' 'PA-2026-000123 RESOLVED EARLY
PA-2026-000124 RESOLVED LATE
PA-2026-000125 RECEIVED ' "$(detail PETITION 'status, day_class')"
is 'each is about a dossier, and the citizen was content or not' 'PA-2026-000123 000.00.01.H58-260105-0007 LIKE
PA-2026-000124 - DISLIKE
PA-2026-000125 000.00.01.H58-260105-0009 -' "$(facts petitions-h58 "coalesce(about, '-'), coalesce(rating, '-')")"
is 'fees and ratings are facts of the dossier' '000.00.01.H58-260105-0007 PAYABLE LIKE
000.00.01.H58-260105-0008 ZERO DISLIKE
000.00.01.H58-260105-0009 UNKNOWN -
000.00.01.H58-260105-0010 NONE -' "$(facts igate-h58 "fee, coalesce(rating, '-')")"
is 'tasks have a limit' 'NV-15/2026 RESOLVED EARLY 2026-01-20
NV-16/2026 RECEIVED - 2026-01-15
NV-17/2026 WITHDRAWN - 2026-01-15' "$(detail TASK "status, coalesce(day_class, '-'), hentra.local_day(due_at)")"
is 'form 06 of dossiers has neither' '4 2 1' "$(form06 DOSSIER)"
is 'form 06 of petitions' '3 2 1' "$(form06 PETITION)"
is 'form 06 of tasks' '3 1 0' "$(form06 TASK)"

# ---- fees by lines of the portal, a petition by an outbox ----
mkdir "$WORK/portal"
printf '[file]\nformat = portal\nrow = case\n[dates]\nzone = Asia/Ho_Chi_Minh\n[constants]\nsource = td-h58\nagency = H58\n' >"$WORK/portal.ini"
for line in '01 [{"Gia":"8.000"},{"Gia":0}]' '02 [{"Gia":"0"},{"Gia":0}]' '03 []'; do
        echo "{\"MaHoSo\":\"H58.01-260105-00${line%% *}\",\"TrangThaiHoSo\":2,\"NgayTiepNhan\":\"20260105080000\",\"DanhSachLePhi\":${line#* }}"
done >"$WORK/portal/a.jsonl"
ok 'lines of the portal are read' hentra spool --once --mapping "$WORK/portal.ini" "$WORK/portal"
sed -n 's/^warehouse\.\([a-z]*\)=/outbox.\1=/p' "$HENTRA_CONFIG" >"$WORK/outbox.conf"
cat "$WORK/outbox.conf" >>"$HENTRA_CONFIG"
ok 'an outbox is installed' hentra outbox install
sql -c "insert into hentra_outbox.outbox (dossier_id, case_kind, status, occurred_at, agency, due_day, about, rating) values
        ('PA-9', 'PETITION', 'RECEIVED', '2026-02-02 08:00+07', '000.00.01.H58', '2026-02-09', 'H58.01-260105-0001', 'LIKE')"
ok 'the outbox is sent' hentra outbox --source outbox-h58 --once
ok 'they are loaded' hentra load --until-end
is 'fees of the portal' 'H58.01-260105-0001 PAYABLE
H58.01-260105-0002 ZERO
H58.01-260105-0003 UNKNOWN' "$(facts td-h58 fee)"
is 'a petition of an outbox' 'PA-9 PETITION H58.01-260105-0001 LIKE' "$(facts outbox-h58 'case_kind, about, rating')"
verdict
