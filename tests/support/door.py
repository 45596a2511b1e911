#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""door - stands between loaders and a server, and does to the bytes what a bad network does.

    door.py SERVER_PORT PORT ADDRESS_FILE SEED

Listens on PORT (0: a free one) and writes that port and a second one to ADDRESS_FILE. The second takes commands, one a line:

    pass        carry everything, at once what was held back; the beginning
    cut         reset every connection, and each that comes
    login       reset every connection, and each that comes once the client says its password
    stall       carry nothing; connections stay, and new ones are taken
    delay MS    every piece waits so long
    commits N   of PostgreSQL's COMMITs lose N answers and N requests in turn: after the server has said that it committed, before
                the client hears of it; and before the server hears of it. The connection is reset with it
    copy N      the N-th COPY stops in the middle of its rows, its connection carries no more
    count       nothing but the answer

Each is answered by what was done up to now: "cut=2 refused=0 held=1 …".
"""
import os
import random
import re
import socket
import socketserver
import struct
import sys
import threading
import time

COMMIT = re.compile(rb"(?:Q\x00\x00\x00\x0b|\x00)commit\x00", re.IGNORECASE)
COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"
COPY_BEGIN = b"PGCOPY\n\xff\r\n\x00"


class Line:
    """One connection: to the client, and on to the server."""

    def __init__(self, client, server):
        self.sockets = (client, server)
        self.open = True
        self.stopped = False

    def reset(self):
        """RST, as a broken line does; shutdown first, which wakes the thread that reads the other way."""
        self.open = False
        for s in self.sockets:
            try:
                s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                s.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
            s.close()


class Door:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.changed = threading.Condition()
        self.lines = set()
        self.mode, self.delay_s, self.copy_in = "pass", 0.0, 0
        self.losses, self.spared = [], 0  # kinds of COMMITs still to be lost, and how many go well before the next
        self.count = dict.fromkeys(("cut", "refused", "login", "held", "delayed", "answer", "request", "copy"), 0)

    def command(self, word, number):
        with self.changed:
            if word == "commits":
                self.losses = ["answer", "request"] * number
            elif word == "copy":
                self.copy_in = number
            elif word != "count":
                self.mode, self.delay_s = word, number / 1000
                self.copy_in, self.losses = 0, []
            if word in ("cut", "login"):
                for line in list(self.lines):
                    self.count["cut"] += 1
                    line.reset()
            if word == "pass":
                for line in self.lines:
                    line.stopped = False
            self.changed.notify_all()
            return " ".join(f"{name}={n}" for name, n in self.count.items())

    def refuses(self):
        with self.changed:
            if self.mode == "cut":
                self.count["refused"] += 1
            return self.mode == "cut"

    def loses(self, kind):
        """Whether this COMMIT loses its request or its answer. Some go well between two that do not."""
        with self.changed:
            if not self.losses or self.losses[0] != kind:
                return False
            if self.spared > 0:
                self.spared -= 1
                return False
            self.losses.pop(0)
            self.spared = self.random.randrange(3)
            self.count[kind] += 1
            return True

    def hears_password(self, chunk):
        with self.changed:
            if self.mode != "login" or chunk[:1] != b"p":
                return False
            self.count["login"] += 1
            return True

    def halves(self, chunk):
        """Whether a COPY begins here that is to stop in its middle."""
        with self.changed:
            if self.copy_in == 0 or COPY_BEGIN not in chunk:
                return False
            self.copy_in -= 1
            if self.copy_in > 0:
                return False
            self.count["copy"] += 1
            return True

    def waits(self, line):
        """Until the line carries again; false: it is gone."""
        with self.changed:
            if self.mode == "stall" or line.stopped:
                self.count["held"] += 1
            while line.open and (self.mode == "stall" or line.stopped):
                self.changed.wait()
            delay_s = self.delay_s
            if delay_s:
                self.count["delayed"] += 1
        if delay_s:
            time.sleep(delay_s)
        return line.open

    def carry_requests(self, line, source, target):
        while chunk := source.recv(65536):
            if COMMIT.search(chunk) and self.loses("request") or self.hears_password(chunk):
                return
            if self.halves(chunk):
                middle = max(len(chunk) // 2, chunk.index(COPY_BEGIN) + 19)
                target.sendall(chunk[:middle])
                chunk = chunk[middle:]
                line.stopped = True
            if not self.waits(line):
                return
            target.sendall(chunk)

    def carry_answers(self, line, source, target):
        seen = b""
        while chunk := source.recv(65536):
            seen = seen[-len(COMMITTED) + 1:] + chunk
            if COMMITTED in seen:
                seen = b""
                if self.loses("answer"):
                    return
            if not self.waits(line):
                return
            target.sendall(chunk)

    def carry(self, way, line, source, target):
        try:
            way(line, source, target)
        except OSError:
            pass
        with self.changed:
            line.reset()
            self.lines.discard(line)
            self.changed.notify_all()

    def take(self, client, server_port):
        if self.refuses():
            Line(client, client).reset()
            return
        try:
            server = socket.create_connection(("127.0.0.1", server_port))
        except OSError:
            Line(client, client).reset()
            return
        for s in (client, server):
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        line = Line(client, server)
        with self.changed:
            if self.mode == "cut":
                line.reset()
                return
            self.lines.add(line)
        for way, source, target in ((self.carry_requests, client, server), (self.carry_answers, server, client)):
            threading.Thread(target=self.carry, args=(way, line, source, target), daemon=True).start()


def main():
    server_port, port, address_file, seed = sys.argv[1:]
    door = Door(int(seed))

    class Commands(socketserver.StreamRequestHandler):
        def handle(self):
            for request in self.rfile:
                word, _, number = request.decode("ascii").strip().partition(" ")
                self.wfile.write((door.command(word, int(number or 0)) + "\n").encode("ascii"))

    socketserver.ThreadingTCPServer.daemon_threads = True
    commands = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Commands)
    threading.Thread(target=commands.serve_forever, daemon=True).start()
    listener = socket.create_server(("127.0.0.1", int(port)), backlog=64)
    with open(address_file + ".new", "w", encoding="ascii") as f:
        f.write(f"{listener.getsockname()[1]} {commands.server_address[1]}\n")
    os.rename(address_file + ".new", address_file)
    while True:
        client, _ = listener.accept()
        door.take(client, int(server_port))


main()
