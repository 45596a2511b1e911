#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# stream - a list of many rows leaves in little memory, in every format; ten times as many rows take no more. By hand:
# STREAM_ROWS=5000000 tests/e2e/stream.sh
# shellcheck source=tests/support/scenario.sh
source "$(dirname "$0")/../support/scenario.sh"
rows=${STREAM_ROWS:-50000}

# multiply N: one late dossier, marked, N times besides itself.
multiply() {
        sql -v n="$1" <<-'SQL'
                insert into hentra.dossier
                select r.*
                from (select one from hentra.dossier one where instant_class = 2 and day_class = 3 and dossier_id not like '%-copy-%'
                      order by dossier_id limit 1) o
                cross join generate_series(1, :n) n
                cross join lateral jsonb_populate_record(one, jsonb_build_object('dossier_id', (one).dossier_id || '-copy-' || n, 'marks', 4)) r
                on conflict (dossier_id) do nothing;
                analyze hentra.dossier
	SQL
}
# peak REPORT FORMAT: kilobytes of memory at its peak; 0: it failed.
peak() {
        python3 -c 'import resource, subprocess, sys
failed = subprocess.run(sys.argv[1:]).returncode
print(0 if failed else resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)' \
                "$HENTRA" report "$1" --period CAL:2022 --format "$2" --output "$WORK/list.$2"
}

world here
hentra simulate --profile tien-giang-2022 --dossiers 2000 2>"$WORK/simulate.log"
ok 'a province is loaded' hentra load --until-end
declare -A few
for n in $((rows / 10)) "$rows"; do
        multiply "$n"
        for report in late quality; do
                large='' grown=''
                for format in text json html xlsx csv; do
                        kb=$(peak "$report" "$format")
                        note "$report, $n rows, $format: $kb kB"
                        few[$report$format]=${few[$report$format]:-$kb}
                        ((kb > 0 && kb < 65536)) || large+="$format "
                        ((kb < few[$report$format] + 4096)) || grown+="$format "
                done
                is "$report, $n rows: in less than 64 MB" '' "$large"
                is "$report, $n rows: no more than a tenth of them takes" '' "$grown"
                is "$report: all $n are there" true "$( (($(wc -l <"$WORK/list.csv") > n)) && echo true)"
        done
done
end_world
verdict
