#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The units of systemd as they are installed: systemd understands every line, runs a program that is there, and rates what each may
# do; the settings that they start with are read by the program.
#   units.sh [PLACE]        PLACE: it was installed there (tests/packages/make)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${HENTRA:?is not set: run ./check e2e, or name the program hentra}"
# shellcheck source=tests/support/process.sh
source tests/support/process.sh
command -v systemd-analyze >/dev/null || { echo "skipped: no systemd-analyze" && exit 77; }
work=$(mktemp -d) place=${1:-}
trap 'rm -rf "$work"' EXIT
worst=25 # tenths, of 100 for a service that may do everything

if [[ -z $place ]]; then
        place=$work/place
        cmake --install "$(dirname "$HENTRA")" --prefix "$place" >"$work/log" || die "it cannot be installed: $(tail "$work/log")"
fi
mkdir "$work/units"
for unit in "$place"/lib/systemd/system/*; do
        name=${unit##*/}
        ! grep -n '@[A-Z]' "$unit" || die "$name: a place was not filled"
        # A template by one of its instances, and the program where it is now.
        sed "s|^ExecStart=.*/hentra |ExecStart=$place/bin/hentra |" "$unit" >"$work/units/${name/@./@one.}"
done
services=("$work"/units/*.service)
((${#services[@]} >= 7)) || die "only ${#services[@]} services"
systemd-analyze verify --man=no --recursive-errors=yes "$work"/units/* || die "a unit is wrong"

for unit in "${services[@]}"; do
        name=${unit##*/}
        systemd-analyze security --offline=true --threshold=$worst "$unit" >"$work/rated" ||
                die "$name may do too much: $(tail -n 1 "$work/rated")"
        tail -n 1 "$work/rated"
        # The manual page that it names is installed, and the command is one of the program's.
        page=$(sed -n 's/^Documentation=man:\(.*\)(1)$/\1/p' "$unit")
        [[ -e $place/share/man/man1/$page.1.gz ]] || die "$name: no page $page"
done

# A timer starts a service that is there and ends by itself; nothing is started but by whoever enables it.
timers=("$work"/units/*.timer)
((${#timers[@]} >= 2)) || die "only ${#timers[@]} timers"
for unit in "${timers[@]}"; do
        name=${unit##*/}
        grep -qx 'Type=oneshot' "${unit%.timer}.service" || die "$name: its service does not end by itself"
        ! grep -q '^\[Install\]' "${unit%.timer}.service" || die "$name: its service can be enabled by itself"
        systemd-analyze calendar --iterations=2 "$(sed -n 's/^OnCalendar=//p' "$unit")" >"$work/calendar" || die "$name: $(<"$work/calendar")"
        grep -qx 'WantedBy=timers.target' "$unit" || die "$name cannot be enabled"
done

# What the program is called with is what it takes: each word of it, up to the servers that are not there.
for unit in "${services[@]}"; do
        command=$(sed -n 's|^ExecStart=.*/bin/hentra \(.*\)$|\1|p' "$unit")
        command=${command//%i/one} command=${command//\$ARGUMENTS/} command=${command//%S/$work}
        # shellcheck disable=SC2086 # words of a command
        "$HENTRA" $command --help >"$work/help" 2>&1 || die "${unit##*/}: hentra $command: $(<"$work/help")"
done

# Every variable that the example settings offer is a setting.
for file in packaging/etc/*.env; do
        mapfile -t offered < <(sed -n 's/^#\?\(HENTRA_[A-Z_]*\)=.*/\1/p' "$file")
        ((${#offered[@]})) || die "$file offers nothing"
        for variable in "${offered[@]}"; do
                env "$variable=x" "$HENTRA" config --config packaging/etc/hentra.conf >"$work/config" 2>&1 ||
                        grep -q 'allowed' "$work/config" || die "$file: $variable: $(<"$work/config")"
        done
done
HENTRA_CONFIG=packaging/etc/hentra.conf "$HENTRA" config >/dev/null || die "hentra.conf is no configuration"
