#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""doors_compare - what two doors made of the same dossiers, and which rule explains each difference.

    doors_compare.py EVENTS.jsonl A B RULE…

A and B are paths without their ends: A.dossiers (CSV) and A.flows (lines). Prints each difference that no RULE explains, and each
RULE that explains none:

    level   the door has no word for the level of an agency
    due     it is told of a dossier once, in the end: of a return date that was moved it knows the last one
    since   it has no time for the statuses 4, 5 and 6: they hold since the document was stated
    pause   it has one date of each status: a pause that ended with a second reception goes on until the result, which is marked
"""
import collections
import csv
import json
import sys

STORIES = collections.defaultdict(list)


def due_was_moved(story):
    return len({e["due_at"] for e in story if e["due_at"] is not None}) > 1


def is_under_way(story):
    return max(story, key=lambda e: (e["occurred_at"], e["sequence"]))["status"] in ("PROCESSING", "SUPPLEMENT_REQUESTED",
                                                                                    "PAYMENT_REQUESTED")


def was_received_again(story):
    return sum(e["status"] == "RECEIVED" for e in story) > 1


def explains(rule, dossier, column, a, b):
    """Whether the rule says why B has another value in this column than A."""
    story = STORIES[dossier]
    if rule == "level":
        return column == "level" and b["level"] == "UNKNOWN"
    if rule == "due":
        return due_was_moved(story) and (column == "first_due_at" and b[column] == b["due_at"] or
                                         column == "DUE_REWRITTEN" and column in a)
    if rule == "since":
        return column == "last_at" and is_under_way(story) and b[column] > "2022-04-15 16:59"
    return rule == "pause" and was_received_again(story) and column == "IMPLAUSIBLE_STEP" and column in b


def read(path):
    with open(path + ".dossiers") as lines:
        dossiers = {row["dossier_id"]: row for row in csv.DictReader(lines)}
    for row in dossiers.values():
        row.update(dict.fromkeys(row.pop("marks").split(), "marked"))
    with open(path + ".flows") as lines:
        flows = {tuple(fields[:-1]): int(fields[-1]) for fields in (line.rstrip("\n").split(" ") for line in lines)}
    return dossiers, flows


def dossiers_differ(a, b, rules, used):
    for dossier in sorted(a.keys() | b.keys()):
        if dossier not in a or dossier not in b:
            print(dossier, "is in one of them only")
            continue
        for column in sorted(a[dossier].keys() | b[dossier].keys()):
            if a[dossier].get(column) == b[dossier].get(column):
                continue
            why = [rule for rule in rules if explains(rule, dossier, column, a[dossier], b[dossier])]
            used.update(why)
            if not why:
                print(dossier, column, a[dossier].get(column), b[dossier].get(column))


def flows_differ(a, b, rules, used):
    measures = {"due": "due_rewritten", "pause": "resumed"}
    allowed = {measures[rule]: rule for rule in rules if rule in measures}
    moved = collections.Counter()
    for key in sorted(a.keys() | b.keys()):
        by = b.get(key, 0) - a.get(key, 0)
        if by and key[5] in allowed:
            used[allowed[key[5]]] += 1
            moved[key[0], key[5]] += by
        elif by:
            print(*key, "differs by", by)
    for (table, measure), by in moved.items():
        right = -sum(map(due_was_moved, STORIES.values())) if measure == "due_rewritten" else 0
        if by != right:
            print(table, measure, "differs by", by, "in all; the rule explains", right)


def main(events, path_a, path_b, *rules):
    with open(events) as lines:
        for line in lines:
            event = json.loads(line)
            STORIES[event["dossier_id"]].append(event)
    used = collections.Counter()
    (dossiers_a, flows_a), (dossiers_b, flows_b) = read(path_a), read(path_b)
    dossiers_differ(dossiers_a, dossiers_b, rules, used)
    flows_differ(flows_a, flows_b, rules, used)
    for rule in rules:
        if not used[rule]:
            print("the rule", rule, "explains nothing")


main(*sys.argv[1:])
