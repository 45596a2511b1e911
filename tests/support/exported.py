#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# exported.py - a receiver of `hentra export`, written from docs/feeding.md alone: takes the exports of a folder in their order, with the
# csv module or fastavro, and prints what it then has, sorted, as CSV without a head.
#   exported.py FOLDER dossiers|flow_days|flow_half_months|agencies|aliases|counts_for|procedures
import csv
import datetime
import hashlib
import json
import pathlib
import sys

import fastavro


def text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime.datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S") + (f".{value.microsecond:06d}" if value.microsecond else "") + "Z"
    return str(value)


def rows(path):
    if path.suffix == ".csv":
        with open(path, encoding="utf-8", newline="") as file:
            yield from csv.DictReader(file)
    else:
        with open(path, "rb") as file:
            for row in fastavro.reader(file):
                yield {name: text(value) for name, value in row.items()}


folder, what = pathlib.Path(sys.argv[1]), sys.argv[2]
have = {}
for export in sorted(p for p in folder.iterdir() if p.name.isdigit()):
    manifest = json.loads((export / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["number"] == int(export.name)
    for file in manifest["files"]:
        content = (export / file["name"]).read_bytes()
        assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"]), file
    (file,) = [f for f in manifest["files"] if f["holds"] == what]
    new = list(rows(export / file["name"]))
    assert len(new) == file["rows"], file
    if manifest["kind"] == "full" or what in ("agencies", "aliases", "counts_for", "procedures"):
        have = {}
    if what == "dossiers":
        have.update((row["dossier_id"], row) for row in new)
        continue
    if what.startswith("flow"):
        replaced = {h["half_month"] for h in manifest["half_months"] if h["replaced"]}
        assert {row["half_month"] for row in new} <= replaced
        have = {key: row for key, row in have.items() if row["half_month"] not in replaced}
    for row in new:
        key = tuple(v for k, v in row.items() if k in ("day", "half_month", "agency", "procedure", "channel", "case_kind", "alias", "system", "source", "valid_from"))
        assert (what.startswith("flow") and key in have) is False, key
        have[key] = row

out = csv.writer(sys.stdout, lineterminator="\n")
out.writerows(sorted(list(row.values()) for row in have.values()))
