#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# pm4py_business_hours.sh - on whose clock does pm4py count business hours?
#
# Input: three cases of two events on Monday 3 January 2022, with times at +07:00; office hours 07:00 to 17:00, Monday to Friday.
#   A  08:00+07:00 to 10:00+07:00, two hours of them
#   B  16:00+07:00 to 18:00+07:00, one hour
#   C  08:00 to 10:00 without a zone, two hours
# Guess before: times that carry a zone are counted on their own clock, so A 2, B 1, C 2.
# Seen, pm4py 2.7.23.11 (and 2.7.15) with pandas 3.1.1, Python 3.11: a data frame handed over as it is gives A 2, B 1, C 2. After
# pm4py.format_dataframe(), the step that its manual has every data frame take first, the times are UTC's and are counted on UTC's
# clock against office hours that are meant locally: A 0, B 2, C 2. Nothing warns. Local times without a zone pass both ways.
# So export local times without a zone for it.
#
# Exits 0 while it behaves so, 1 when that has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pm4py==2.7.23.11 pandas==3.1.1
cat >"$work/hours.py" <<'PYTHON'
import pandas
import pm4py

cases = {
    "A": ["2022-01-03T08:00:00+07:00", "2022-01-03T10:00:00+07:00"],
    "B": ["2022-01-03T16:00:00+07:00", "2022-01-03T18:00:00+07:00"],
    "C": ["2022-01-03T08:00:00", "2022-01-03T10:00:00"],
}
office = [((24 * day + 7) * 3600, (24 * day + 17) * 3600) for day in range(5)]


def hours(log):
    seconds = pm4py.get_all_case_durations(log, business_hours=True, business_hour_slots=office)
    return "%g" % (seconds[0] / 3600)


for name, times in cases.items():
    plain = pandas.DataFrame(
        {"case:concept:name": [name, name], "concept:name": ["in", "out"], "time:timestamp": pandas.to_datetime(times)}
    )
    formatted = pm4py.format_dataframe(
        plain.copy(), case_id="case:concept:name", activity_key="concept:name", timestamp_key="time:timestamp"
    )
    print(name, "as it is", hours(plain), "formatted", hours(formatted))
PYTHON
seen=$("$work/venv/bin/python" "$work/hours.py" 2>"$work/log" | grep -E '^[ABC] ') || { cat "$work/log" >&2 && exit 1; }
echo "$seen"
[[ $seen == 'A as it is 2 formatted 0
B as it is 1 formatted 2
C as it is 2 formatted 2' ]]
