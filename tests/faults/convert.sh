#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# convert - the conversion of an older warehouse with 20 kills in the middle of it; what is done and held is in tests/e2e/convert.sh.
exec "$(dirname "$0")/../e2e/convert.sh" --kills 20 "$@"
