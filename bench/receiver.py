#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""receiver - takes every POST at once with 200, in one packet: what is measured with it is the sender.

  receiver.py

Listens on a free port of the loopback interface, whose number is the first line of standard output.
"""
import asyncio
import re


async def serve(reader, writer):
    while True:
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            await reader.readexactly(int(re.search(rb"(?i)content-length: *(\d+)", head).group(1)))
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
            return
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=1 << 24)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
