#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""mailbox - a server of letters (SMTP) that behaves as the recipient says, for tests; over aiosmtpd, which Debian packages.

  mailbox.py RECORD CERTIFICATE KEY

Listens on three free ports of the loopback interface and writes their numbers as the first line of standard output: one without TLS or
login, one that takes letters after STARTTLS and a login as alerts / s3cret only, and one with TLS from the first byte. Every letter
that is taken, and every attempt at a recipient that is not, is one line of the file RECORD, a JSON object: to, from, taken, port (plain,
starttls, tls), login, and of a letter head (every header, decoded, as a list of pairs), raw (the head as it came), wire (the rest as it came), plain, html.

  soft@…     451 to every attempt
  softN@…    451 to the first N attempts
  hard@…     550
  late@…     552 to the letter itself
  hang@…     no answer
  others     taken
"""
import asyncio
import email
import email.policy
import json
import logging
import re
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult

logging.getLogger("mail.log").setLevel(logging.ERROR)
record = open(sys.argv[1], "a", encoding="utf-8")
attempts = {}


def note(**line):
    record.write(json.dumps(line) + "\n")
    record.flush()


class Handler:
    def __init__(self, port):
        self.port = port

    async def handle_RCPT(self, server, session, envelope, address, options):
        attempts[address] = attempts.get(address, 0) + 1
        soft = re.match(r"soft(\d*)@", address)
        if soft and (not soft[1] or attempts[address] <= int(soft[1])):
            note(to=address, taken=False, port=self.port)
            return "451 come back later"
        if address.startswith("hard@"):
            note(to=address, taken=False, port=self.port)
            return "550 5.1.1 nobody of that name"
        if address.startswith("hang@"):
            note(to=address, taken=False, port=self.port)
            await asyncio.sleep(3600)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        if envelope.rcpt_tos[0].startswith("late@"):
            note(to=envelope.rcpt_tos[0], taken=False, port=self.port)
            return "552 too large"
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        head, _, rest = envelope.content.partition(b"\r\n\r\n")
        body = {part.get_content_type(): part.get_content() for part in message.walk() if not part.is_multipart()}
        note(to=envelope.rcpt_tos[0], **{"from": envelope.mail_from}, taken=True, port=self.port, login=bool(session.authenticated),
             type=message.get_content_type(), head=[[name, str(value)] for name, value in message.items()],
             raw=head.decode("latin-1"), wire=rest.decode("latin-1"), plain=body.get("text/plain", ""),
             html=body.get("text/html", ""))
        return "250 OK queued"


def login(server, session, envelope, mechanism, auth_data):
    good = auth_data.login == b"alerts" and auth_data.password == b"s3cret"
    return AuthResult(success=good, handled=False)


async def main():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(sys.argv[2], sys.argv[3])
    loop = asyncio.get_running_loop()
    plain = await loop.create_server(lambda: SMTP(Handler("plain"), hostname="mail.test", enable_SMTPUTF8=False), "127.0.0.1", 0)
    starttls = await loop.create_server(
        lambda: SMTP(Handler("starttls"), hostname="mail.test", tls_context=context, require_starttls=True, auth_required=True,
                     authenticator=login), "127.0.0.1", 0)
    tls = await loop.create_server(lambda: SMTP(Handler("tls"), hostname="mail.test"), "127.0.0.1", 0, ssl=context)
    print(*(server.sockets[0].getsockname()[1] for server in (plain, starttls, tls)), flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
