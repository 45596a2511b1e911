#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""offices - plays the offices of a province that post their dossiers, and keeps what each was answered.

    offices.py HOST:PORT UNITS SEED RESULTS

Each office has dossiers of its own. It posts documents, whose due date tells one version from the other, and steps, told by their time.
As one-stop systems do, it sends a document that was not taken again in its next sweep, and a step never. Until the input ends, one
command a line, answered by one line:

    burst       every dossier's document at once, changed or not: "burst calls=954 late=0 unanswered=0"
    mark        what was answered since the last mark: "mark calls=812 taken=800 late=12 unanswered=0"
    end         nothing new any more; sweeps until every document was taken; then writes RESULTS: KIND DOSSIER TIME VERDICT

A verdict is the best of all answers: TAKEN, UNANSWERED (it may have been taken), or LATE (each one was a clear refusal, 503).
"""
import http.client
import json
import random
import sys
import threading
import time

WORKERS = 8
# An office goes on to the next dossiers before a history comes to its bound of 255 statements: some 110 of each by then.
DOSSIERS, ACTS = 40, 1200
PASS_S = 1.6
VERDICTS = ("LATE", "UNANSWERED", "TAKEN")


class Office:
    def __init__(self, number, rng):
        self.agency = f"H15.{number:03d}"
        self.rng = rng
        self.due = {}  # of each dossier, seconds behind the first due date: the version
        self.unsynced = set()
        self.steps = 0
        self.acts = 0

    def document(self, dossier):
        seconds = self.due[dossier]
        due = time.strftime("%Y%m%d%H%M%S", time.gmtime(1796083200 + seconds))  # 2026-12-01
        return {"MaHoSo": dossier, "MaTTHC": "1.004873", "KenhThucHien": "2", "TrangThaiHoSo": "2",
                "NgayTiepNhan": "20261008081500", "NgayHenTra": due}, due

    def step(self, dossier):
        self.steps += 1
        at = time.strftime("%Y%m%d%H%M%S", time.gmtime(1791504000 + self.steps * 60))  # 2026-10-09
        return {"MaHoSo": dossier, "TrangThai": "5" if self.steps % 2 else "4", "ThoiDiemXuLy": at}, at


class Province:
    def __init__(self, address, units, seed):
        self.address = address
        self.offices = [Office(number, random.Random(seed * 1000 + number)) for number in range(units)]
        self.lock = threading.Lock()
        self.results = {}
        self.since = dict.fromkeys(("calls",) + VERDICTS, 0)
        self.bursting = threading.Event()
        self.ending = threading.Event()
        self.left = 0

    def call(self, line, path, entries):
        """Posts what is in ENTRIES, a list of (kind, dossier, body, time), and keeps the verdict of all of them."""
        try:
            if line.sock is None:
                line.connect()
            line.request("POST", path, json.dumps([body for _, _, body, _ in entries]), {"Content-Type": "application/json"})
            answer = line.getresponse()
            text = answer.read().decode()
            if answer.status == 200 and json.loads(text)["error_code"] == "0" and "thành công" in text:
                verdict = "TAKEN"
            elif answer.status == 503:
                verdict = "LATE"
            else:
                raise SystemExit(f"offices: answered {answer.status} {text}")
        except (OSError, http.client.HTTPException):
            line.close()
            verdict = "UNANSWERED"
        with self.lock:
            self.since["calls"] += 1
            self.since[verdict] += 1
            for kind, dossier, _, at in entries:
                key = (kind, dossier, at)
                self.results[key] = max(self.results.get(key, "LATE"), verdict, key=VERDICTS.index)
        return verdict

    def post_document(self, line, office, dossier):
        body, due = office.document(dossier)
        if self.call(line, "/td/create", [("DOCUMENT", dossier, body, due)]) == "TAKEN":
            office.unsynced.discard(dossier)
        else:
            office.unsynced.add(dossier)

    def act(self, line, office):
        first = office.acts // ACTS * DOSSIERS
        office.acts += 1
        dossier = f"{office.agency}-261008-{first + office.rng.randrange(DOSSIERS):04d}"
        if dossier not in office.due or office.rng.random() < 0.4:
            office.due[dossier] = office.due.get(dossier, 0) + 1
            self.post_document(line, office, dossier)
        else:
            steps = [office.step(dossier) for _ in range(office.rng.randrange(1, 11))]
            self.call(line, "/td/steps", [("STEP", dossier, body, at) for body, at in steps])

    def work(self, mine):
        line = http.client.HTTPConnection(*self.address, timeout=100)
        burst_done = False
        while True:
            if self.bursting.is_set():
                if not burst_done:
                    for office in mine:
                        for dossier in list(office.due):
                            self.post_document(line, office, dossier)
                    burst_done = True
                    with self.lock:
                        self.left -= 1
                time.sleep(0.02)
                continue
            burst_done = False
            begin = time.monotonic()
            for office in mine:
                if self.ending.is_set():
                    for dossier in list(office.unsynced):
                        self.post_document(line, office, dossier)
                else:
                    self.act(line, office)
                    if office.unsynced and office.rng.random() < 0.1:
                        for dossier in list(office.unsynced):
                            self.post_document(line, office, dossier)
            if self.ending.is_set() and not any(office.unsynced for office in mine):
                return
            time.sleep(max(0.0, begin + PASS_S - time.monotonic()))

    def said(self, name):
        with self.lock:
            text = " ".join([name] + [f"{key.lower()}={n}" for key, n in self.since.items()])
            self.since = dict.fromkeys(self.since, 0)
        print(text, flush=True)


def main():
    host, _, port = sys.argv[1].rpartition(":")
    province = Province((host, int(port)), int(sys.argv[2]), int(sys.argv[3]))
    workers = [threading.Thread(target=province.work, args=(province.offices[i::WORKERS],), daemon=True) for i in range(WORKERS)]
    for worker in workers:
        worker.start()
    for command in sys.stdin:
        command = command.strip()
        if command == "burst":
            province.said("mark")
            province.left = WORKERS
            province.bursting.set()
            while province.left > 0:
                time.sleep(0.02)
            province.said("burst")
            province.bursting.clear()
        elif command == "mark":
            province.said("mark")
        elif command == "end":
            province.ending.set()
            for worker in workers:
                worker.join()
            with open(sys.argv[4], "w", encoding="ascii") as f:
                for (kind, dossier, at), verdict in province.results.items():
                    f.write(f"{kind}\t{dossier}\t{at}\t{verdict}\n")
            province.said("end")
            return


main()
