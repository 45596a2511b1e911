#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# holidays_viet_nam.sh - does PyPI's `holidays` know the days off and make-up Saturdays that Viet Nam decided for its public servants?
#
# Input: the decisions of 2019 to 2026 as they are written ("27-29/1" is 27 to 29 January; "+" a make-up Saturday), and
# holidays.VN(years=Y) of each year, its weekdays and its weekend_workdays.
# Guess before: the days off of every year agree but for 2 January 2026, which was exchanged for the 10th a week before; the
# weekend_workdays of a year are the make-up days of that year.
# Seen, holidays 0.109, Python 3.11: of the eight years, 2019 to 2025 agree in every day, 2026 in all but that exchange. But the
# weekend_workdays hold days of other years too: asked for 2026 they are 2014-12-27, 2019-01-05 and 2026-08-22, and the first two
# come with every year (both were exchanged across a new year). Written to a file for `hentra calendar
# import` as they are, they name the years 2014 and 2019, whose other days would go.
# So filter by the year, and look at every `removed` of the dry run.
#
# Exits 0 while it behaves so, 1 when that has changed.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet holidays==0.109
cat >"$work/compare.py" <<'PYTHON'
import datetime
import holidays

decided = {
    2019: "1/1 +5/1 4-8/2 15/4 29/4 +4/5 30/4 1/5 2/9",
    2020: "1/1 23-24/1 27-29/1 2/4 30/4 1/5 2/9",
    2021: "1/1 10-12/2 15-16/2 21/4 30/4 3/5 2-3/9",
    2022: "3/1 31-31/1 1-4/2 11/4 2-3/5 1-2/9",
    2023: "2/1 20/1 23-26/1 1-3/5 1/9 4/9",
    2024: "1/1 8-9/2 12-14/2 18/4 29/4 +4/5 30/4 1/5 2-3/9",
    2025: "1/1 27-31/1 7/4 30/4 1/5 2/5 +26/4 1-2/9",
    2026: "1/1 2/1 +10/1 16-20/2 27/4 30/4 1/5 31/8 +22/8 1-2/9 24/11",
}


def days(year, words, sign):
    for word in words.split():
        if word.startswith("+") == (sign == "+"):
            span, month = word.lstrip("+").split("/")
            first, _, last = span.partition("-")
            for day in range(int(first), int(last or first) + 1):
                yield datetime.date(year, int(month), day)


for year, words in decided.items():
    known = holidays.VN(years=year)
    off = {day for day in known if day.weekday() < 5}
    made_up = set(known.weekend_workdays)
    wrong = off ^ set(days(year, words, "")) | {d for d in made_up if d.year == year} ^ set(days(year, words, "+"))
    strange = sorted(day for day in made_up if day.year != year)
    print(year, "wrong:", *sorted(wrong), "of other years:", *strange)
PYTHON
seen=$("$work/venv/bin/python" "$work/compare.py")
echo "$seen"
others=' of other years: 2014-12-27 2019-01-05'
[[ $seen == "2019 wrong: of other years: 2014-12-27
$(for year in 2020 2021 2022 2023 2024 2025; do echo "$year wrong:$others"; done)
2026 wrong: 2026-01-02 2026-01-10$others" ]]
