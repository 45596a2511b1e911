#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""receiver - a webhook's receiver that behaves as its path says, for tests.

  receiver.py RECORD SECRET

Listens on a free port of the loopback interface and writes its number as the first line of standard output. Every request is
one line of the file RECORD, a JSON object: method, path, headers (names in lower case), body, signed (yes: the signature is right; no:
it is wrong; none: there is none), at (microseconds since 1970, of its arrival), connection (a number). It is written before the
answer begins.

  /ok…        200
  /slow/MS    200 after MS milliseconds
  /fail/N     500 for the first N requests of this path, then 200
  /gone/N     404 for the first N requests of this path, then 200
  /most/N     413 for a body of more than N bytes, which is not read, and the connection is closed; else 200
  /status/N   status N; 429 and 503 ask to come back after a second
  /close      the connection is closed without an answer
  /hang       never answers
  /long       200, and a body without an end
  /size/N     200, and a body of N bytes: 01234567890123…
  /move       307 to /ok/moved
"""
import hashlib
import hmac
import json
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

record = open(sys.argv[1], "a", encoding="utf-8")
secret = sys.argv[2].encode()
lock = threading.Lock()
times = {}
never = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def signed(self, body):
        given = self.headers.get("X-Hentra-Signature")
        if given is None:
            return "none"
        message = self.headers["X-Hentra-Timestamp"].encode() + b"." + body
        wanted = "sha256=" + hmac.new(secret, message, hashlib.sha256).hexdigest()
        return "yes" if hmac.compare_digest(given, wanted) else "no"

    def note(self, body):
        with lock:
            times[self.path] = times.get(self.path, 0) + 1
            line = {
                "method": self.command,
                "path": self.path,
                "headers": {name.lower(): value for name, value in self.headers.items()},
                "body": body.decode(),
                "signed": self.signed(body),
                "at": time.time_ns() // 1000,
                "connection": self.client_address[1],
            }
            record.write(json.dumps(line) + "\n")
            record.flush()
            return times[self.path]

    def answer(self, status, *headers, body=b"{}"):
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def stream(self):
        self.send_response(200)
        self.end_headers()
        try:
            while True:
                self.wfile.write(b"x" * 65536)
        except OSError:
            self.close_connection = True

    def do_POST(self):
        what, number = (self.path.lstrip("/") + "/").split("/")[:2]
        length = int(self.headers.get("Content-Length", "0"))
        refused = what == "most" and length > int(number)
        body = b"" if refused else self.rfile.read(length)
        nth = self.note(body)
        if what == "slow":
            never.wait(int(number) / 1000)
            self.answer(200)
        elif what == "fail":
            self.answer(500 if nth <= int(number) else 200)
        elif what == "gone":
            self.answer(404 if nth <= int(number) else 200)
        elif refused:
            self.answer(413, ("Connection", "close"))
        elif what == "status":
            again = [("Retry-After", "1")] if number in ("429", "503") else []
            self.answer(int(number), *again)
        elif what == "close":
            self.close_connection = True
        elif what == "hang":
            never.wait()
        elif what == "long":
            self.stream()
        elif what == "size":
            self.answer(200, body=(b"0123456789" * (int(number) // 10 + 1))[: int(number)])
        elif what == "move":
            self.answer(307, ("Location", "/ok/moved"))
        else:
            self.answer(200)

    do_GET = do_POST

    def log_message(self, *_):
        pass


class Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True

    def handle_error(self, *_):
        """A client that is gone is no news."""


server = Server(("127.0.0.1", 0), Handler)
print(server.server_address[1], flush=True)
server.serve_forever()
