#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""commit_proxy - stands between loaders and PostgreSQL, and loses the answers of some COMMITs.

    commit_proxy.py SERVER_PORT PORT_FILE CUT_FILE SEED CUTS

Listens on a free port (written to PORT_FILE). About one COMMIT in three of those that do something is cut: in turn after
the server has said that it committed, before the client hears of it; and before the server hears of it. Every cut is a line of
CUT_FILE: "answer" or "request". After CUTS cuts it only passes bytes on.
"""
import os
import random
import socket
import struct
import sys
import threading

COMMITTED = b"C\x00\x00\x00\x0bCOMMIT\x00"


class Cutter:
    def __init__(self, path, seed, cuts):
        self.path, self.random, self.left = path, random.Random(seed), cuts
        self.lock = threading.Lock()
        self.request_next = False

    def wants(self, kind):
        """Whether this COMMIT loses its request or its answer; the two kinds take turns."""
        with self.lock:
            if self.left == 0 or self.request_next != (kind == "request") or self.random.random() > 0.34:
                return False
            self.left -= 1
            self.request_next = not self.request_next
            with open(self.path, "a", encoding="ascii") as cut_file:
                cut_file.write(kind + "\n")
            return True


def reset(*sockets):
    """Closes with RST, as a broken line does; shutdown first, which wakes the thread that reads the other way."""
    for s in sockets:
        try:
            s.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            s.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        s.close()


def is_commit(chunk):
    """A simple query, or the parsing of one, that is nothing but COMMIT."""
    words = chunk[5:40].lower().lstrip(b"\x00")
    return chunk[:1] in (b"Q", b"P") and words.startswith(b"commit")


def carry(source, target, cutter, kind):
    seen = b""
    try:
        while chunk := source.recv(65536):
            seen = (seen + chunk)[-len(COMMITTED) - 65536:]
            found = is_commit(chunk) if kind == "request" else COMMITTED in seen
            if found:
                seen = b""
                if cutter.wants(kind):
                    break
            target.sendall(chunk)
    except OSError:
        pass
    reset(source, target)


def main():
    server_port, port_file, cut_file, seed, cuts = sys.argv[1:]
    cutter = Cutter(cut_file, int(seed), int(cuts))
    listener = socket.create_server(("127.0.0.1", 0))
    with open(port_file + ".new", "w", encoding="ascii") as f:
        f.write(str(listener.getsockname()[1]))
    os.rename(port_file + ".new", port_file)
    while True:
        client, _ = listener.accept()
        try:
            server = socket.create_connection(("127.0.0.1", int(server_port)))
        except OSError:
            reset(client)
            continue
        for s in (client, server):
            s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=carry, args=(client, server, cutter, "request"), daemon=True).start()
        threading.Thread(target=carry, args=(server, client, cutter, "answer"), daemon=True).start()


main()
