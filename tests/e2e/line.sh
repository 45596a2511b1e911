#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# line - the short run of an unsteady line; tests/faults/line.sh says what is done and held.
exec "$(dirname "$0")/../faults/line.sh" --units 24 --kills 4 --cut 3 "$@"
