# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# builds.sh - the build at hand and, with --against, that of another revision: each has binaries, topics, warehouses and
# files of its own; sourced by bench/run.
#
# AT says whose turn it is (`here` or `against`). BUILD, HENTRA, WORK, TREE and PREFIX (of databases and topics) are those
# of that build.

BUILDS=(here)

# stand_at BUILD: from now on it is that one's turn.
# shellcheck disable=SC2034 # the parts read them
stand_at() {
        AT=$1 TREE=$PWD PREFIX=''
        [[ $AT == here ]] || TREE=$AGAINST_TREE PREFIX=against_
        BUILD=$TREE/build/$PRESET WORK=$OUT/work/$AT
        HENTRA=$BUILD/hentra
}

# at BUILD COMMAND…: runs the command in that build's turn.
at() {
        stand_at "$1"
        "${@:2}"
        stand_at here
}

# each_build RUN COMMAND…: in each build's turn. The one that begins is another one from run to run.
each_build() {
        local i build
        for ((i = 0; i < ${#BUILDS[@]}; i++)); do
                build=${BUILDS[($1 + i + 1) % ${#BUILDS[@]}]}
                at "$build" "${@:2}"
        done
}

# choose_against REVISION: it is measured beside the build at hand.
choose_against() {
        AGAINST=$(git rev-parse --verify --quiet --short=7 "$1^{commit}") || die "no revision of this repository: $1"
        AGAINST_TREE=$PWD/build/against/$AGAINST
        BUILDS=(here against)
}

# build_tree: the binaries of the present turn.
build_tree() {
        (cd "$TREE" && cmake --preset "$PRESET" && cmake --build --preset "$PRESET" --target bench) >"$WORK/build.log" 2>&1 ||
                { tail -n 20 "$WORK/build.log" >&2 && die "$TREE cannot be built"; }
}

# check_out_against: its files, which stay for the next run.
check_out_against() {
        [[ ! -e $AGAINST_TREE/.git ]] || return 0
        progress "checking out $AGAINST"
        git worktree prune
        git worktree add --detach "$AGAINST_TREE" "$AGAINST" >"$OUT/work/worktree.log" 2>&1 ||
                die "no worktree of $AGAINST: $(tail -n 3 "$OUT/work/worktree.log")"
        [[ ! -e .cache ]] || ln -sfn "$(readlink -f .cache)" "$AGAINST_TREE/.cache"
}
