#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The units of systemd as they are installed: systemd understands every line, runs a program that is there, and rates what each may
# do; the settings that they start with are read by the program.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${HENTRA:?is not set: run ./check e2e, or name the program hentra}"
# shellcheck source=tests/support/process.sh
source tests/support/process.sh
command -v systemd-analyze >/dev/null || { echo "skipped: no systemd-analyze" && exit 77; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
worst=25 # tenths, of 100 for a service that may do everything

cmake --install "$(dirname "$HENTRA")" --prefix "$place" >"$place/log" || die "it cannot be installed: $(tail "$place/log")"
mkdir "$place/units"
for unit in "$place"/lib/systemd/system/*; do
        name=${unit##*/}
        ! grep -n '@[A-Z]' "$unit" || die "$name: a place was not filled"
        # A template by one of its instances, and the program where it is now.
        sed "s|^ExecStart=.*/hentra |ExecStart=$place/bin/hentra |" "$unit" >"$place/units/${name/@./@one.}"
done
services=("$place"/units/*.service)
((${#services[@]} >= 7)) || die "only ${#services[@]} services"
systemd-analyze verify --man=no --recursive-errors=yes "$place"/units/* || die "a unit is wrong"

for unit in "${services[@]}"; do
        name=${unit##*/}
        systemd-analyze security --offline=true --threshold=$worst "$unit" >"$place/rated" ||
                die "$name may do too much: $(tail -n 1 "$place/rated")"
        tail -n 1 "$place/rated"
        # The manual page that it names is installed, and the command is one of the program's.
        page=$(sed -n 's/^Documentation=man:\(.*\)(1)$/\1/p' "$unit")
        [[ -e $place/share/man/man1/$page.1.gz ]] || die "$name: no page $page"
done

# Every variable that the example settings offer is a setting.
for file in packaging/etc/*.env; do
        mapfile -t offered < <(sed -n 's/^#\?\(HENTRA_[A-Z_]*\)=.*/\1/p' "$file")
        ((${#offered[@]})) || die "$file offers nothing"
        for variable in "${offered[@]}"; do
                env "$variable=x" "$HENTRA" config --config packaging/etc/hentra.conf >"$place/config" 2>&1 ||
                        grep -q 'allowed' "$place/config" || die "$file: $variable: $(<"$place/config")"
        done
done
HENTRA_CONFIG=packaging/etc/hentra.conf "$HENTRA" config >/dev/null || die "hentra.conf is no configuration"
