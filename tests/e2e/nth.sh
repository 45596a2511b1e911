#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# nth - a few of the allocations, queries and writes that fail in ./check faults, where all of them do.
exec "$(dirname "$0")/../faults/nth.sh" --ci
