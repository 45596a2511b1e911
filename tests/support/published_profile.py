#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""published_profile - makes a profile for `hentra simulate` of totals, which nobody but they determine.

  published_profile KIND FROM TO RECEIVED ON_TIME LATE OPEN_IN_TIME OPEN_OVERDUE ONLINE

FROM and TO are days, both inclusive. The split by level is an assumption: a third each, as near as whole numbers allow.
"""
import datetime
import sys

kind, first, last, *totals = sys.argv[1:]
received, on_time, late, in_time, overdue, online = map(int, totals)
after = datetime.date.fromisoformat(last) + datetime.timedelta(days=1)


def thirds(n):
    return [n - 2 * (n // 3), n // 3, n // 3]


print(f"""[profile]
name = Tỉnh thử
kind = {kind}
province = H90
source = one-stop-h90
zone = Asia/Ho_Chi_Minh
from = {first}
to = {after}
[totals]
received = {received}
resolved_early = 0
resolved_on_time = {on_time}
resolved_after_hour = 0
resolved_late = {late}
open_in_time = {in_time}
open_paused = 0
open_overdue = {overdue}
online = {online}
procedures = 6
procedures_used = 3""")
for level, of_received, of_online in zip(("province", "district", "commune"), thirds(received), thirds(online)):
    print(f"[level.{level}]\nreceived = {of_received}\nonline = {of_online}\nterms = 1:30 3:40 5:30")
    if level != "province":
        print("procedures = 2\nprocedures_used = 1\nfields = G14-TP01")
print("""[departments]
01 = 1 | 2 | 1 | G09-VP x 1 | Sở thử
[districts]
31 = 1 | 2 | Huyện thử
[hours]
open = 07:00-11:30
open = 13:30-17:00
[habits]
full_service = 50
any_hour = 30
paid_online = 20
postal = 3
supplement = 2
payment_request = 2
transfer = 0
straight = 10
returned = 90
returned_by_post = 5
digitised = 100
entered_later = 2""")
