# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# figures.sh - raw figures as CSV, medians of them, and the table that is printed; sourced by bench/run.
#
# A SERIES is a command that prints a figure of each run of the build whose turn it is (bench/builds.sh), as lines
# "run figure": `series` or `ratios`.

# record NAME HEADER VALUE…: one row of $OUT/NAME.csv, whose head is HEADER (names, separated by commas) after the build.
record() {
        local file=$OUT/$1.csv header=$2
        shift 2
        [[ " $* " != *'  '* ]] || die "a figure of $header is missing: $*"
        [[ -s $file ]] || echo "build,$header" >"$file"
        (IFS=, && echo "$AT,$*") >>"$file"
}

# series NAME EXPRESSION [KEY=VALUE…]: the expression over columns (events / seconds) in the rows that have these values.
series() {
        local name=$1 value
        value=$(sed -E 's/[a-z_][a-z0-9_]*/of("&")/g' <<<"$2")
        shift 2
        awk -F, -v name="$name" -v keys="build=$AT $*" '
                function of(column) {
                        if (column in at) return $at[column]
                        print name ".csv has no column " column >"/dev/stderr"
                        exit 1
                }
                NR == 1 { for (i = 1; i <= NF; i++) at[$i] = i; n = split(keys, want, " "); next }
                { for (i = 1; i <= n; i++) { split(want[i], pair, "="); if (of(pair[1]) != pair[2]) next } }
                { print ("run" in at ? of("run") : NR), '"$value"' }' "$OUT/$name.csv"
}

# ratios NAME EXPRESSION SIDE OTHER: SIDE's to OTHER's of the same run: what disturbs a round disturbs both.
ratios() { divide <(series "$1" "$2" "side=$3") <(series "$1" "$2" "side=$4"); }

# divide SERIES SERIES: one file by the other, run by run.
divide() { awk 'FILENAME == ARGV[1] { a[$1] = $2; next } $1 in a { print $1, a[$1] / $2 }' "$1" "$2"; }

# middle: the median of the numbers on standard input; fails when there are none.
middle() {
        sort -g | awk '{ v[NR] = $1 }
                END { if (!NR) exit 1; print NR % 2 ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'
}
# middle_of SERIES…: the median of a series; fails when there is none.
middle_of() { "$@" | cut -d' ' -f2 | middle || die "nothing was measured: $*"; }
# median NAME EXPRESSION [KEY=VALUE…]
median() { middle_of series "$@"; }

# times_against SERIES…: the median over the runs of this build's figure to that of the other.
times_against() { divide <(at here "$@") <(at against "$@") | cut -d' ' -f2 | middle || die "nothing was measured of both builds: $*"; }

calc() { awk "BEGIN { printf \"%.6f\", $1 }"; }
# fixed DECIMALS NUMBER
fixed() { LC_ALL=C printf "%.$1f" "$2"; }
grouped() { LC_ALL=C awk -v n="$(fixed 0 "$1")" 'BEGIN {
        for (s = ""; length(n) > 3; n = substr(n, 1, length(n) - 3)) s = "," substr(n, length(n) - 2) s
        print n s }'; }
# number DECIMALS NUMBER: large ones in groups.
number() { if (($1)); then fixed "$1" "$2"; else grouped "$2"; fi; }

# verdict NUMBER ≤|≥ AIM
verdict() {
        LC_ALL=C awk -v is="$1" -v op="$2" -v aim="$3" 'BEGIN {
                over = op == "≤" ? is / aim : aim / is
                if (over <= 1) print "met"
                else if (over < 2) printf "missed by %.0f %%\n", (over - 1) * 100
                else printf "missed, %.1f times the aim\n", over }'
}

title() {
        printf '\n%s\n' "$*"
        [[ -z $AGAINST ]] || printf '  %-52s %16s %16s %8s   %s\n' '' here "$AGAINST" ratio aim
}
# line WHAT VALUE [AIM VERDICT [OTHER RATIO]]: OTHER is the other build's figure, RATIO how many times that this is.
line() {
        [[ $2 =~ [0-9] ]] || die "no figure: $1"
        {
                printf '  %-52s %16s' "$1" "$2"
                [[ -z $AGAINST ]] || printf ' %16s %8s' "${5:-}" "${6:-}"
                printf '   %-10s %s\n' "${3:-}" "${4:-}"
        } | sed 's/ *$//'
}
# aimed WHAT NUMBER DECIMALS UNIT ≤|≥ AIM: a line with its verdict, judged before rounding.
aimed() { line "$1" "$(fixed "$3" "$2") $4" "$5 $6" "$(verdict "$2" "$5" "$6")"; }

# figure WHAT 'DECIMALS UNIT' 'AIM' SERIES…: the median's line, AIM being ≤ or ≥ and a number, or empty. Beside it
# stands the other build's where that was measured.
figure() {
        local what=$1 decimals=${2%% *} unit=${2#* } aim=$3 is met='' other='' times=''
        shift 3
        is=$(middle_of "$@")
        [[ -z $aim ]] || met=$(verdict "$is" "${aim%% *}" "${aim#* }")
        if [[ -n $AGAINST && -n $(at against "$@") ]]; then
                other="$(number "$decimals" "$(at against middle_of "$@")") $unit"
                times="$(fixed 2 "$(times_against "$@")") x"
        fi
        line "$what" "$(number "$decimals" "$is") $unit" "$aim" "$met" "$other" "$times"
}
# compared WHAT 'AIM' SERIES…: an aim that is relative to the other build.
compared() {
        local what=$1 aim=$2 times
        shift 2
        [[ -n $AGAINST ]] || return 0
        times=$(times_against "$@")
        line "  $what, times $AGAINST's" "$(fixed 2 "$times") x" "$aim" "$(verdict "$times" "${aim%% *}" "${aim#* }")"
}
