#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""calendars.py - calendars of agencies, reckoned a second time: day by day up the line of agencies, hour by hour within a
day, from what was put into the files and without hentra's code.

  calendars.py make DIR SEED    writes agencies.csv, general.csv and one AGENCY.csv for each agency that has a calendar
  calendars.py judge DIR SEED   reads answers 'agency|from|to|minutes|begins|short begins|after|number' and counts those that differ

Local times throughout; the zone has no summer time."""
import csv
import datetime as dt
import os
import random
import sys

DAY = dt.timedelta(days=1)
FIRST, LAST = dt.date(2023, 1, 1), dt.date(2026, 12, 31)
EVER, NEVER = dt.date(1, 1, 1), dt.date(9999, 1, 1)
NAMES = "MON TUE WED THU FRI SAT SUN".split()
HOURS = ["07:30-11:30,13:30-17:30", "08:00-12:00,13:00-17:00", "07:00-11:30", "07:00-11:00,13:00-18:00", "09:15-10:45,11:00-11:45,15:00-20:00"]
GENERAL = "07:00-11:30,13:30-17:00"


def random_day(r, first=FIRST, last=LAST):
    return first + r.randrange((last - first).days + 1) * DAY


def world(seed):
    """agencies: code -> versions (from, behind, parent, successor); general and own days; weeks."""
    r = random.Random(seed)
    codes = ["H99"] + ["H99.%02d" % i for i in range(1, 12)]
    agencies = {"H99": [(EVER, NEVER, None, None)]}
    for i, code in enumerate(codes[1:], 1):
        above = codes[:i] if i < 6 else codes[1:6]
        cuts = sorted({random_day(r) for _ in range(r.choice([0, 0, 1, 2]))})
        ends = [EVER] + cuts
        versions = [(a, b, r.choice(above), None) for a, b in zip(ends, cuts + [NEVER])]
        if r.random() < 0.4 and i >= 6:
            at = random_day(r)
            versions = [(a, min(b, at), p, s) for a, b, p, s in versions if a < at]
            a, b, p, _ = versions[-1]
            versions[-1] = (a, b, p, r.choice(["H99.01", "H99.02", None]))
        if r.random() < 0.2 and i >= 6:
            versions[0] = (max(EVER, min(versions[0][1] - DAY, dt.date(2023, 6, 1))),) + versions[0][1:]
        agencies[code] = versions
    general = days(r, 40)
    own = {}
    for code in codes:
        if r.random() < 0.6:
            own[code] = (days(r, 12), weeks(r))
    return agencies, general, own


def days(r, n):
    """day -> hours text, '' off, 'usual' worked."""
    return {random_day(r): r.choice(["", "", "usual", r.choice(HOURS)]) for _ in range(n)}


def weeks(r):
    """(from, behind, weekdays, hours or 'OFF' or '', cut, cut_short), none of which meet."""
    out = []
    for weekdays in ([range(5), [5], [6]] if r.random() < 0.5 else [[0, 2], [1, 3, 4], [5, 6]]):
        if r.random() < 0.3:
            continue
        at = random_day(r, FIRST, dt.date(2024, 12, 31))
        for _ in range(r.choice([1, 1, 2, 3])):
            behind = r.choice([NEVER, at + r.randrange(30, 500) * DAY])
            hours = r.choice(HOURS + ["", "OFF"])
            if list(weekdays) == [6]:
                hours = r.choice(["OFF", "OFF", "07:00-11:30"])
            out.append((at, behind, list(weekdays), hours, r.choice(["", "17:00", "16:30"]), r.choice(["", "15:00", "15:00"])))
            if behind == NEVER:
                break
            at = behind + r.choice([0, 0, 40]) * DAY
    return out


def text(day):
    return "" if day in (EVER, NEVER) else day.isoformat()


def make(folder, seed):
    agencies, general, own = world(seed)
    with open(os.path.join(folder, "agencies.csv"), "w", encoding="utf-8") as f:
        f.write("code,name,level,parent,successor,valid_from,valid_to\n")
        for code, versions in agencies.items():
            for a, b, parent, successor in versions:
                f.write(f"{code},{code},{'PROVINCE' if code == 'H99' else 'COMMUNE'},{parent or ''},{successor or ''},{text(a)},{text(b)}\n")
    for name, (listed, rows) in {"general": (general, []), **own}.items():
        with open(os.path.join(folder, name + ".csv"), "w", encoding="utf-8", newline="") as f:
            w = csv.writer(f)
            w.writerow(["day", "kind", "name", "hours", "until", "weekdays", "cut", "cut_short"])
            for day, what in listed.items():
                kind = "OFF" if what == "" else "WORKING" if what == "usual" else "HOURS"
                w.writerow([day, kind, "x", what if kind == "HOURS" else "", "", "", "", ""])
            for a, b, weekdays, hours, cut, short in rows:
                w.writerow([a, "WEEK", "x", hours, text(b - DAY) if b != NEVER else "", ",".join(NAMES[i] for i in weekdays), cut, short])


class Oracle:
    def __init__(self, seed):
        self.agencies, self.general, self.own = world(seed)
        self.cache = {}

    def line(self, code, day):
        seen = []
        for _ in range(100):
            if code is None or code in seen:
                break
            versions = self.agencies[code]
            begun = [v for v in versions if v[0] <= day] or versions[:1]
            v = begun[-1]
            if v[1] <= day:
                code = v[3] or v[2] or code
                if code != (v[3] or v[2]):
                    seen.append(code)
                    break
                continue
            seen.append(code)
            code = v[2]
        return [self.own[c] for c in seen if c in self.own]

    @staticmethod
    def rows(layer, day, weekday):
        return [w for w in layer[1] if w[0] <= day < w[1] and weekday in w[2]]

    def weekday_hours(self, line, day, weekday):
        for layer in line:
            for w in self.rows(layer, day, weekday):
                if w[3] == "OFF":
                    return ""
                if w[3]:
                    return w[3]
        return GENERAL if weekday < 5 else ""

    def hours(self, code, day):
        if (code, day) not in self.cache:
            line = self.line(code, day)
            word = next((layer[0][day] for layer in line if day in layer[0]), self.general.get(day))
            if word is None:
                word = self.weekday_hours(line, day, day.weekday())
            elif word == "usual":
                word = next((h for h in (self.weekday_hours(line, day, i) for i in range(5)) if h), GENERAL)
            spans = []
            for span in word.split(",") if word else []:
                a, b = span.split("-")
                spans.append((int(a[:2]) * 60 + int(a[3:]), int(b[:2]) * 60 + int(b[3:])))
            cuts = []
            for i in (4, 5):
                cuts.append(next((w[i] for layer in line for w in self.rows(layer, day, day.weekday()) if w[i]), ""))
            self.cache[code, day] = spans, cuts
        return self.cache[code, day]

    def minutes(self, code, a, b):
        total, day = 0, a.date()
        while day <= b.date():
            low = a.hour * 60 + a.minute if day == a.date() else 0
            high = b.hour * 60 + b.minute if day == b.date() else 1440
            total += sum(max(0, min(high, y) - max(low, x)) for x, y in self.hours(code, day)[0])
            day += DAY
        return total

    def begins(self, code, at, short):
        cut, cut_short = self.hours(code, at.date())[1]
        if short and cut_short:
            cut = cut_short
        if not cut or at.strftime("%H:%M") <= cut:
            return at
        day = at.date() + DAY
        while not self.hours(code, day)[0]:
            day += DAY
        return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=self.hours(code, day)[0][0][0])

    def after(self, code, at, minutes):
        day, low = at.date(), at.hour * 60 + at.minute
        while True:
            for x, y in self.hours(code, day)[0]:
                here = max(0, y - max(low, x))
                if here >= minutes:
                    return dt.datetime.combine(day, dt.time()) + dt.timedelta(minutes=max(low, x) + minutes)
                minutes -= here
            day, low = day + DAY, 0

    def apart(self, code, a, b):
        n, day = 0, min(a, b)
        while day < max(a, b):
            day += DAY
            n += bool(self.hours(code, day)[0])
        return n if b >= a else -n


def judge(folder, seed):
    o = Oracle(seed)
    asked = wrong = 0
    for line in sys.stdin:
        code, a, b, minutes, begins, short, after, apart = line.rstrip("\n").split("|")
        a, b = dt.datetime.fromisoformat(a), dt.datetime.fromisoformat(b)
        want = [str(o.minutes(code, a, b)), str(o.begins(code, a, False)), str(o.begins(code, a, True)), str(o.after(code, a, 1234)),
                str(o.apart(code, a.date(), b.date()))]
        found = [minutes, begins, short, after, apart]
        asked += 1
        if want != found:
            wrong += 1
            if wrong < 6:
                print("seed", seed, code, a, b, "want", want, "found", found, file=sys.stderr)
    print(asked, wrong)


if __name__ == "__main__":
    {"make": make, "judge": judge}[sys.argv[1]](sys.argv[2], int(sys.argv[3]))
