# SPDX-License-Identifier: Apache-2.0
"""A WebSocket server of python3-websockets, compression on as far as the client offers it. The path says what it does."""
import asyncio
import http
import sys

import websockets

COUNT = 1000


def message(i):
    return f"message {i} äöü€😀" if i % 2 == 0 else bytes((i + k) & 0xFF for k in range(i % 300))


async def give(socket):
    for i in range(COUNT):
        whole = message(i)
        await socket.send([whole[:3], "", whole[3:]] if i % 10 == 0 else whole)
    await socket.close(4001, "all given")


async def serve(socket, path):
    print(f'extensions "{", ".join(extension.name for extension in socket.extensions)}"', flush=True)
    try:
        if path == "/echo":
            async for received in socket:
                await socket.send(received)
        elif path == "/give":
            await give(socket)
        elif path == "/ping":
            await (await socket.ping("are you there"))
            await socket.send("pong are you there")
        elif path == "/vanish":
            socket.transport.abort()
        elif path.startswith("/close/"):
            await socket.close(int(path[7:]), "because")
        await socket.wait_closed()
    finally:
        print(f"closed {socket.close_code} {socket.close_reason}", flush=True)


async def refuse(path, headers):
    if path.startswith("/refuse/"):
        return http.HTTPStatus(int(path[8:])), [("Retry-After", "3")], b"no"
    return None


def pick(offered, known):
    return "second" if "second" in offered else None


async def main():
    async with websockets.serve(
        serve, "127.0.0.1", 0, process_request=refuse, subprotocols=["second"], select_subprotocol=pick
    ) as server:
        print(f"listening {server.sockets[0].getsockname()[1]}", flush=True)
        await asyncio.Future()


if sys.version_info < (3, 7):
    sys.exit("Python 3.7 or newer is wanted")
asyncio.run(main())
