# SPDX-License-Identifier: Apache-2.0
"""A WebSocket client of python3-websockets that offers compression: client.py URL. Its last line is "ok"."""
import asyncio
import sys

import websockets

COUNT = 1000


def message(i):
    return f"message {i} äöü€😀" if i % 2 == 0 else bytes((i + k) & 0xFF for k in range(i % 300))


async def give(socket):
    for i in range(COUNT):
        whole = message(i)
        await socket.send([whole[:3], whole[3:]] if i % 10 == 0 else whole)


async def take(socket):
    for i in range(COUNT):
        received = await socket.recv()
        if received != message(i):
            sys.exit(f"failed: message {i}")


async def main(url):
    async with websockets.connect(url, compression="deflate") as socket:
        print(f'extensions "{", ".join(extension.name for extension in socket.extensions)}"', flush=True)
        await asyncio.gather(give(socket), take(socket))
        await (await socket.ping("still there"))
        await socket.send("close 4002")
        await socket.wait_closed()
        print(f"closed {socket.close_code} {socket.close_reason}", flush=True)
    async with websockets.connect(url, compression="deflate") as second:
        await second.close(4003, "fine")
    print("ok", flush=True)


asyncio.run(main(sys.argv[1]))
