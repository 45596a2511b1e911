#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# faults - the small set of faults that every check runs; ./check faults is the full one.
exec "$(dirname "$0")/../faults/all.sh" --ci
