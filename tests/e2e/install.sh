#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# What is installed: the program, its manual pages, in which two readers of such pages find no fault, and its completions, which the
# shells read.
#   install.sh [PLACE]      PLACE: it was installed there (tests/packages/make)
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
: "${HENTRA:?is not set: run ./check e2e, or name the program hentra}"
# shellcheck source=tests/support/process.sh
source tests/support/process.sh
work=$(mktemp -d) place=${1:-}
trap 'rm -rf "$work"' EXIT

if [[ -z $place ]]; then
        place=$work/place
        cmake --install "$(dirname "$HENTRA")" --prefix "$place" >"$work/log" || die "it cannot be installed: $(tail "$work/log")"
fi
man=$place/share/man
[[ -x $place/bin/hentra ]] || die "no program"

# Of every command that the help lists, and of nothing else.
cmp <(cd "$man" && find . -type f -printf '%f\n' | sort) <("$HENTRA" man --list | sed 's/$/.gz/' | sort) || die "other pages"
commands=$("$HENTRA" help | sed -n 's/^  \([a-z]*\) .*/\1/p' | grep -vxE 'completion|man|version|help')
[[ $(wc -l <<<"$commands") -ge 20 ]] || die "the help lists: $commands"
for command in $commands; do
        page=$("$HENTRA" man "$command")
        [[ $page == "$(gzip -dc "$man/man1/hentra-$command.1.gz")" ]] || die "hentra-$command(1) is not the program's"
        while read -r option; do
                [[ ${page//\\-/-} == *"\\fB$option\\fR"* ]] || die "hentra-$command(1) does not have $option"
        done < <("$HENTRA" "$command" --help | sed -n 's/^  \(--[a-z0-9-]*\).*/\1/p')
done
settings=$(gzip -dc "$man/man5/hentra.conf.5.gz")
# shellcheck disable=SC2016 # the backticks are the table's own
while read -r key; do
        [[ $settings == *$'\n'".B $key"$'\n'* ]] || die "hentra.conf(5) does not have $key"
done < <("$HENTRA" config --reference | sed -n 's/^| `\([a-z0-9._]*\)` .*/\1/p')

for page in "$man"/man?/*.gz; do
        if command -v mandoc >/dev/null; then
                # What it calls a style: a date that some systems write otherwise, pages that are not installed here.
                complaints=$(gzip -dc "$page" | mandoc -Tlint -Wwarning) || die "mandoc: ${page##*/}: $complaints"
        fi
        if command -v man >/dev/null; then
                complaints=$(LC_ALL=C.UTF-8 MANROFFSEQ='' MANWIDTH=80 man --warnings -E UTF-8 -l -Tutf8 -Z "$page" 2>&1 >/dev/null)
                [[ -z $complaints ]] || die "man: ${page##*/}: $complaints"
        fi
done

offered=$(bash -c "source '$place/share/bash-completion/completions/hentra'
COMP_WORDS=(hentra alert '') COMP_CWORD=2
_hentra
echo \"\${COMPREPLY[*]}\"")
[[ " $offered " == *" list explain failed retry "* ]] || die "offered behind hentra alert: $offered"
if command -v fish >/dev/null; then
        offered=$(HOME=$work XDG_CONFIG_HOME=$work fish --no-config -c "source '$place/share/fish/vendor_completions.d/hentra.fish'
complete -C 'hentra alert '; complete -C 'hentra load --'; complete -C 'hentra '" 2>&1)
        for word in explain --until-end gateway; do grep -q "^$word" <<<"$offered" || die "fish does not offer $word: $offered"; done
fi
if command -v zsh >/dev/null; then
        zsh -fc "fpath=('$place/share/zsh/vendor-completions' \$fpath); autoload -U compinit; compinit -D; autoload +X _hentra" ||
                die "zsh does not read its completion"
fi
