# SPDX-License-Identifier: Apache-2.0
"""A hub of the facilitator protocol: python3 hub.py FOLDER PORT [HEARTBEAT_MS]. Appends to FOLDER/events.ndjson, flushes, then
acknowledges. Needs the package websockets (Debian: python3-websockets). Loopback only: no TLS, no credentials."""
import asyncio, contextlib, json, os, re, sys, time, websockets
FOLDER, PORT, HEARTBEAT = sys.argv[1], int(sys.argv[2]), int((sys.argv + [20000])[3])
MAX_FRAME, MAX_DEPTH, BAD_PER_MINUTE = 1 << 20, 64, 10
number = lambda digits: int(re.fullmatch("[0-9]{19}", digits)[0])
settled, clients = {}, {}  # highest sequence on disk of each source; connection of each client id
log = open(os.path.join(FOLDER, "events.ndjson"), "a+b", buffering=0)
whole = open(log.name, "rb").read().rpartition(b"\n")  # a line torn by a crash was never acknowledged
settled.update((entry["source"], entry["sequence"]) for entry in map(json.loads, whole[0].splitlines()))
log.truncate(len(whole[0]) + len(whole[1]))
os.fsync(os.open(FOLDER, os.O_RDONLY))

def once(pairs):
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)

def deeper(value, than):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return inner is not None and (than == 0 or any(deeper(each, than - 1) for each in inner))

def settle(source, sequence, text):
    if sequence == settled.get(source, 0) + 1:  # the next one; below it is there already, above it is behind a gap
        log.write(json.dumps({"source": source, "sequence": sequence, "frame": text}).encode() + b"\n")
        os.fsync(log.fileno())
        settled[source] = sequence
    return {"kind": "ack", "upto": f"{settled[source]:019}"} if sequence <= settled.get(source, 0) else None

def answer(ask):
    late = ask.get("expirytime", "9") < time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime())  # both in UTC
    known = ask["type"] == "io.assaylink.order.query.v1" and not late
    return {"specversion": "1.0", "source": "/hubs/example", "id": "a-" + ask["id"], "causationid": ask["id"],
            "kind": "reply" if known else "error", "type": ask["type"] + ".reply" if known else "io.assaylink.error.v1",
            "data": {"orders": []} if known else {"code": "expired" if late else "type.unknown", "title": "not answered"}}

def take(socket, source, frame, text):  # the source from now on, and what is said: an object, nothing, or the code to close with
    kind = frame["kind"]
    if source is None:
        if kind != "hello" or frame["protocol"] != 1:
            return None, 4406 if kind == "hello" else 4400
        source, older, clients[frame["client"]["id"]] = frame["outbox"], clients.get(frame["client"]["id"]), socket
        older and asyncio.ensure_future(older.close(4409))
        return source, {"kind": "welcome", "session": "s", "acked": f"{settled.get(source, 0):019}",
                        "heartbeatMs": HEARTBEAT, "maxInFlight": 256, "maxFrameBytes": MAX_FRAME}
    if kind == "skip" or kind == "event" and frame["specversion"] and frame["id"] and frame["type"]:
        return source, 4400 if frame.get("source", source) != source else settle(source, number(frame["sequence"]), text)
    if kind in ("request", "ping"):
        return source, answer(frame) if kind == "request" else {"kind": "pong", "n": frame["n"]}
    which = {name: frame[name] for name in ("sequence", "id") if name in frame}
    if which and kind not in ("event", "reply", "error", "ack", "nack", "pong", "hello", "welcome", "bye"):
        return source, {"kind": "nack", "error": {"code": "type.unknown", "title": "unknown", "retryable": False}, **which}
    return source, None

async def serve(socket):
    bad, source = [], None
    with contextlib.suppress(websockets.ConnectionClosed):  # the client sends again what it has no acknowledgement for
        async for text in socket:
            try:
                frame = json.loads(text, object_pairs_hook=once) if isinstance(text, str) else None
                if not isinstance(frame["kind"], str) or deeper(frame, MAX_DEPTH):
                    raise ValueError("no frame")
                source, said = take(socket, source, frame, text)
            except OSError:
                os._exit(1)  # what is on the disk now is known to the next start alone
            except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
                bad = [at for at in bad if at > time.monotonic() - 60] + [time.monotonic()]
                said = 4400 if source is None or len(bad) > BAD_PER_MINUTE else None
            if said is not None:
                await (socket.close(said) if isinstance(said, int) else socket.send(json.dumps(said)))

async def main():
    await websockets.serve(serve, "127.0.0.1", PORT, subprotocols=["assaylink.facilitator.v1"], max_size=MAX_FRAME,
                           ping_interval=HEARTBEAT / 1000, ping_timeout=1.5 * HEARTBEAT / 1000, close_timeout=1)
    print("listening", PORT, flush=True)
    await asyncio.Future()

asyncio.run(main())
