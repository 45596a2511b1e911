#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# frozen_cells.py BEFORE NOW DIFF KEY… - two answers of one report as JSON, beside what `hentra report diff` says of them. Rows are named by their
# KEYs. Printed are cells that differ and are not told, and cells that are told and are not so; last, how many are told.
import collections
import json
import sys

KEYS = sys.argv[4:]
HEAD = ("rule_version", "as_of", "known_at", "counted_to", "inferred")


def read(path):
    rows, seen = {}, collections.Counter()
    for row in json.load(open(path, encoding="utf-8")):
        name = "|".join(row[key] for key in KEYS if row[key] is not None) or "TOTAL"
        seen[name] += 1
        rows[name, seen[name]] = row
    return rows


def main():
    before, now = read(sys.argv[1]), read(sys.argv[2])
    told = collections.Counter()
    for cell in json.load(open(sys.argv[3], encoding="utf-8")):
        told[cell["row"], cell["column"], cell["frozen"], cell["now"]] += 1
    said = set()
    for name in before.keys() | now.keys():
        old, new = before.get(name, {}), now.get(name, {})
        for column in old.keys() | new.keys():
            x, y = old.get(column), new.get(column)
            said.add((name[0], column, x, y))
            if column in HEAD or column.endswith("_rate") or not isinstance(x if x is not None else y, (int, float)):
                continue
            if (x or 0) != (y or 0) and not told[name[0], column, x, y]:
                print("not told:", name, column, x, y)
    for cell in told:
        if cell[1] != "row" and cell not in said:
            print("told:", *cell)
    print(sum(told.values()))


main()
