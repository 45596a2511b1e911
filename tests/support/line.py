#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""line - the way to a real schema registry, which is as bad as its path says, for tests.

  line.py URL

Listens on a free port of the loopback interface and writes its number as the first line of standard output. A request for
/WHAT/NUMBER/REST becomes one for URL/REST, except:

  /plain/0     none
  /behind/N    a schema's id is unknown (404, error 40403) to the first N questions for it
  /away/ID     503 for this id, all else is answered
  /refuses/ID  403 for this id
  /long/ID     an answer of more than five megabytes for this id
  /empty/ID    200 and an object without a member for this id; ID 0: for everything

SIGSTOP makes it a machine that hangs.
"""
import http.client
import json
import sys
import threading
import urllib.parse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

registry = urllib.parse.urlsplit(sys.argv[1])
lock = threading.Lock()
asked = {}


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def forward(self, rest, body):
        line = http.client.HTTPConnection(registry.netloc, timeout=60)
        line.request(self.command, registry.path + "/" + rest, body, {"Content-Type": "application/json"})
        answer = line.getresponse()
        self.answer(answer.status, answer.read())
        line.close()

    def is_early(self, rest, most):
        with lock:
            asked[self.path] = asked.get(self.path, 0) + 1
            return rest.startswith("schemas/ids/") and asked[self.path] <= most

    def do_POST(self):
        what, number, rest = self.path.lstrip("/").split("/", 2)
        body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
        meant = rest == "schemas/ids/" + number
        if what == "behind" and self.is_early(rest, int(number)):
            self.answer(404, b'{"error_code":40403,"message":"not yet"}')
        elif what == "away" and meant:
            self.answer(503, b"")
        elif what == "refuses" and meant:
            self.answer(403, b"{}")
        elif what == "long" and meant:
            self.answer(200, json.dumps({"schema": "x" * (5 << 20)}).encode())
        elif what == "empty" and (meant or number == "0"):
            self.answer(200, b"{}")
        else:
            self.forward(rest, body)

    do_GET = do_PUT = do_POST

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
