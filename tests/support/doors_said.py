#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""doors_said - what `hentra simulate --to FILE.jsonl` says, in the words of other doors.

    doors_said.py EVENTS.jsonl DIRECTORY

Writes into DIRECTORY: log.csv, a row an event, and outbox.csv, the same for the columns of an outbox; documents.jsonl, what the
portal is told of each dossier in the end, and steps.jsonl, each step of the work; case.csv, a row a dossier with the first reception and the last date of each
other status.
"""
import csv
import json
import sys
from datetime import datetime, timedelta, timezone

STATUSES = ["", "REGISTERED", "RECEIVED", "REFUSED", "PROCESSING", "SUPPLEMENT_REQUESTED", "PAYMENT_REQUESTED", "WITHDRAWN",
            "STOPPED", "RESOLVED", "RETURNED"]
ATTRIBUTES = ["case_kind", "submitted_at", "due_at", "agency", "received_by", "level", "procedure", "field", "channel",
              "return_channel", "service", "payment", "digitised"]
TIMES = {"stated_at", "occurred_at", "submitted_at", "due_at"}
LOCAL = timezone(timedelta(hours=7))
EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def instant(micros, form):
    return "" if micros is None else (EPOCH + timedelta(microseconds=micros)).astimezone(LOCAL).strftime(form)


def cell(event, name, form):
    value = event[name]
    if name in TIMES:
        return instant(value, form)
    if isinstance(value, bool):
        return ("true", "false")[not value] if form.endswith("%z") else ("YES", "NO")[not value]
    return "" if value is None else value


def write_log(path, events, form, names):
    with open(path, "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(names)
        for e in events:
            rows.writerow([cell(e, name, form) for name in names])


def document(story):
    """All that the portal is told of a dossier when its last event has happened."""
    last = story[-1]

    def first(*statuses):
        return next((instant(e["occurred_at"], "%Y%m%d%H%M%S") for e in story if e["status"] in statuses), "")

    def code(name, *values):
        return str(values.index(last[name])) if last[name] in values else ""
    return {
        "MaHoSo": last["dossier_id"], "MaTTHC": last["procedure"] or "", "MaLinhVuc": last["field"] or "",
        "DonViXuLy": "Đơn vị " + last["agency"], "ChuHoSo": "Nguyễn Văn A", "KenhThucHien": code("channel", 0, "DIRECT", "ONLINE", "POSTAL"),
        "NgayNopHoSo": instant(last["submitted_at"], "%Y%m%d%H%M%S"), "NgayTiepNhan": first("RECEIVED"),
        "NgayHenTra": instant(last["due_at"], "%Y%m%d%H%M%S"),
        "NgayKetThucXuLy": first("RESOLVED", "WITHDRAWN", "STOPPED"), "NgayTra": first("RETURNED"), "NgayTuChoi": first("REFUSED"),
        "TrangThaiHoSo": str(STATUSES.index(last["status"])), "HinhThuc": code("return_channel", "DIRECT", "POSTAL"),
        "MucDo": code("service", 0, 0, "INFORMATION", "PARTIAL", "FULL"), "DanhSachHoSoBoSung": [],
        "DuocThanhToanTrucTuyen": code("payment", 0, "PORTAL", "LOCAL", "NONE"),
        "HoSoCoThanhPhanSoHoa": str(int(last["digitised"])), "TaiLieuNop": [], "DanhSachGiayToKetQua": [], "DanhSachLePhi": []}


def step(event):
    return {"MaHoSo": event["dossier_id"], "NguoiXuLy": "Trần Thị B", "ThoiDiemXuLy": instant(event["occurred_at"], "%Y%m%d%H%M%S"),
            "DonViXuLy": "Đơn vị " + event["agency"], "TrangThai": str(STATUSES.index(event["status"]))}


def write_cases(path, stories):
    names = ["dossier_id"] + ATTRIBUTES + STATUSES[1:]
    with open(path, "w", newline="") as out:
        rows = csv.writer(out)
        rows.writerow(names)
        for story in stories:
            said = {e["status"]: e for e in story}
            said.update({e["status"]: e for e in story[::-1] if e["status"] == "RECEIVED"})
            rows.writerow([story[-1]["dossier_id"]] + [cell(story[-1], name, "%Y-%m-%d %H:%M:%S") for name in ATTRIBUTES] +
                          [cell(said[s], "occurred_at", "%Y-%m-%d %H:%M:%S") if s in said else "" for s in STATUSES[1:]])


def write_lines(path, objects):
    with open(path, "w") as out:
        for one in objects:
            out.write(json.dumps(one, ensure_ascii=False) + "\n")


def main(source, to):
    with open(source) as lines:
        events = [json.loads(line) for line in lines]
    stories = {}
    for e in events:
        stories.setdefault(e["dossier_id"], []).append(e)
    for story in stories.values():
        story.sort(key=lambda e: (e["occurred_at"], e["sequence"]))
    said = ["dossier_id", "status", "occurred_at", "stated_at"] + ATTRIBUTES
    write_log(to + "/log.csv", events, "%Y-%m-%d %H:%M:%S.%f", ["sequence"] + said)
    write_log(to + "/outbox.csv", events, "%Y-%m-%d %H:%M:%S.%f%z", said)
    write_lines(to + "/documents.jsonl", map(document, stories.values()))
    write_lines(to + "/steps.jsonl", map(step, events))
    write_cases(to + "/case.csv", stories.values())
    with open(to + "/units", "w") as out:
        out.writelines("Đơn vị %s = %s\n" % (a, a) for a in sorted({e["agency"] for e in events}))


main(*sys.argv[1:])
