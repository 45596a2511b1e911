#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""spoil - makes messages that must not enter the warehouse out of one that may.

Reads one good message as hexadecimal from standard input; its dossier id is DOSSIER-0001 and it occurred at
2022-01-04T01:00:00Z. Prints lines "KEY HEX"; the key says what is wrong.
"""
import struct
import sys


def varint(n):
    n = (n << 1) ^ (n >> 63)
    out = bytearray()
    while n > 0x7F:
        out.append(n & 0x7F | 0x80)
        n >>= 7
    out.append(n)
    return bytes(out)


def replace(good, old, new):
    assert good.count(old) >= 1, "the good message is not the one that is expected"
    return good.replace(old, new, 1)


good = bytes.fromhex(sys.stdin.read().strip())
named = varint(12) + b"DOSSIER-0001"
occurred = varint(1641258000 * 10**6)
spoilt = {
    "no-avro-at-all": b"{\"status\": \"RECEIVED\"}",
    "nothing": b"",
    "unknown-schema": good[:2] + b"\x01\x02\x03\x04\x05\x06\x07\x08" + good[10:],
    "unknown-schema-id": b"\x00" + struct.pack(">i", 4711) + good[10:],
    "length-that-lies": replace(good, named, varint(1 << 40) + b"DOSSIER-0001"),
    "negative-length": replace(good, named, varint(-5) + b"DOSSIER-0001"),
    "cut-short": good[:-7],
    "something-behind": good + b"\x00",
    "year-0001": replace(good, occurred, varint(-62135596800 * 10**6)),
    "nul-in-text": replace(good, named, varint(12) + b"DOSSIER\x000001"),
    "invalid-utf-8": replace(good, named, varint(12) + b"DOSSIER\xff0001"),
}
for key, value in spoilt.items():
    print(key, value.hex())
