# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# figures.sh - raw figures as CSV, medians of them, and the table that is printed; sourced by bench/run.

# record NAME HEADER VALUE…: one row of $OUT/NAME.csv, which begins with HEADER (names, separated by commas).
record() {
        local file=$OUT/$1.csv header=$2
        shift 2
        [[ " $* " != *'  '* ]] || die "a figure of $header is missing: $*"
        [[ -s $file ]] || echo "$header" >"$file"
        (IFS=, && echo "$*") >>"$file"
}

# middle: the median of the numbers on standard input; fails when there are none.
middle() {
        sort -g | awk '{ v[NR] = $1 }
                END { if (!NR) exit 1; print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}

# median NAME COLUMN [KEY=VALUE…]: of the column in the rows that have these values. Fails when there are none.
median() {
        local name=$1 column=$2
        shift 2
        awk -F, -v column="$column" -v keys="$*" '
                NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(keys, want, " "); next }
                { for (i = 1; i <= n; i++) { split(want[i], pair, "="); if ($at[pair[1]] != pair[2]) next } }
                { print $at[column] }' "$OUT/$name.csv" | middle ||
                die "nothing was measured: $name.csv has no $column of $*"
}

# ratio NAME COLUMN SIDE OTHER: median over the runs of SIDE's to OTHER's of the same run: what disturbs a round
# disturbs both.
ratio() {
        awk -F, -v column="$2" -v side="$3" -v other="$4" '
                NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; next }
                $at["side"] == side { a[$at["run"]] = $at[column] }
                $at["side"] == other { b[$at["run"]] = $at[column] }
                END { for (run in a) if (run in b) print a[run] / b[run] }' "$OUT/$1.csv" | middle ||
                die "nothing was measured: $1.csv has no runs of both $3 and $4"
}

calc() { awk "BEGIN { printf \"%.6f\", $1 }"; }
# fixed DECIMALS NUMBER
fixed() { LC_ALL=C printf "%.$1f" "$2"; }
grouped() { LC_ALL=C awk -v n="$(fixed 0 "$1")" 'BEGIN {
        for (s = ""; length(n) > 3; n = substr(n, 1, length(n) - 3)) s = "," substr(n, length(n) - 2) s
        print n s }'; }
millions() { echo "$(fixed 2 "$(calc "$1 / 1e6")") M/s"; }
# ms MICROSECONDS
ms() { fixed 2 "$(calc "$1 / 1000")"; }
mib() { fixed 1 "$(calc "$1 / 1048576")"; }

# verdict NUMBER ≤|≥ AIM
verdict() {
        LC_ALL=C awk -v is="$1" -v op="$2" -v aim="$3" 'BEGIN {
                over = op == "≤" ? is / aim : aim / is
                if (over <= 1) print "met"
                else if (over < 2) printf "missed by %.0f %%\n", (over - 1) * 100
                else printf "missed, %.1f times the aim\n", over }'
}

title() { printf '\n%s\n' "$*"; }
# line WHAT VALUE [AIM VERDICT]
line() {
        [[ $2 =~ [0-9] ]] || die "no figure: $1"
        printf '  %-52s %16s   %-10s %s\n' "$1" "$2" "${3:-}" "${4:-}" | sed 's/ *$//'
}
# aimed WHAT NUMBER DECIMALS UNIT ≤|≥ AIM: a line with its verdict, judged before rounding.
aimed() { line "$1" "$(fixed "$3" "$2") $4" "$5 $6" "$(verdict "$2" "$5" "$6")"; }
