#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What is installed: the program, its manual page, which man(1) would show, and its completion, which bash reads.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${HENTRA:?is not set: run ./check e2e, or name the program hentra}"
# shellcheck source=tests/support/process.sh
source tests/support/process.sh
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT

cmake --install "$(dirname "$HENTRA")" --prefix "$place" >"$place/log" || die "it cannot be installed: $(tail "$place/log")"
[[ -x $place/bin/hentra ]] || die "no program"
cmp <("$HENTRA" man) "$place/share/man/man1/hentra.1" || die "the manual page is not the program's"
offered=$(bash -c "source '$place/share/bash-completion/completions/hentra'
COMP_WORDS=(hentra alert '') COMP_CWORD=2
_hentra
echo \"\${COMPREPLY[*]}\"")
[[ " $offered " == *" list explain failed retry "* ]] || die "offered behind hentra alert: $offered"
if command -v groff >/dev/null; then
        complaints=$(groff -k -man -ww -z -Tutf8 "$place/share/man/man1/hentra.1" 2>&1)
        [[ -z $complaints ]] || die "groff: $complaints"
fi
