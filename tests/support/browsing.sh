# shellcheck shell=bash
# SPDX-License-Identifier: Apache-2.0
# browsing.sh - the tests of tests/page in Debian's Chromium, beside a dashboard that a script started; sourced after scenario.sh.

# browsing_ready: makes what tests/page needs: a copy of it with what its lock file names, in $BROWSING. Skips where that cannot be.
browsing_ready() {
        BROWSING=$ROOT/build/page-tests
        command -v chromium >/dev/null || browsing_lacks 'no chromium: tests/support/packages tests'
        command -v npm >/dev/null || browsing_lacks 'no npm: tests/support/packages build'
        mkdir -p "$BROWSING"
        cp "$ROOT"/tests/page/*.mjs "$ROOT"/tests/page/package*.json "$BROWSING"
        # Made anew when the lock file changes.
        if ! cmp -s "$BROWSING/package-lock.json" "$BROWSING/node_modules/.lock"; then
                (cd "$BROWSING" && npm ci --ignore-scripts --no-audit --no-fund --prefer-offline --loglevel=error) ||
                        browsing_lacks 'npm ci fails'
                cp "$BROWSING/package-lock.json" "$BROWSING/node_modules/.lock"
        fi
}
browsing_lacks() {
        [[ -z ${HENTRA_TEST_ALL:-} ]] || die "$*"
        skip "$*"
}

# browse FILE…: runs them one after another; a line for each test that they have. One that was skipped is a failure: all that they
# need is said by whoever calls.
browse() {
        local name of ran=0
        (cd "$BROWSING" && timeout 600 node --test --test-concurrency=1 --test-reporter=tap "$@") >"$WORK/browse.tap" 2>&1 || true
        mkdir -p "$ROOT/build/page-pictures"
        cp "$WORK/browse.tap" "$ROOT/build/page-pictures/tests.tap"
        while read -r of name; do
                ran=$((ran + 1))
                if [[ $of == ok && $name != *'# SKIP'* ]]; then
                        result true "$name"
                else
                        result false "$name" "$(grep -A 25 -F -- "$name" "$WORK/browse.tap" | tail -n 25)"
                fi
        done < <(sed -En 's/^ +(ok|not ok) [0-9]+ - (.*)/\1 \2/; T; s/^not ok /not_ok /; p' "$WORK/browse.tap")
        # What a test measured.
        sed -n 's/^ *# \(measured: .*\)/# \1/p' "$WORK/browse.tap"
        ok 'the browser ran' test "$ran" -gt 0
}
