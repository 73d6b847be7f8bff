// SPDX-License-Identifier: Apache-2.0
// A hub of the facilitator protocol: node hub.js FOLDER PORT [HEARTBEAT_MS]. Appends to FOLDER/events.ndjson, flushes, then
// acknowledges. Needs the package ws (npm install ws). Loopback only: no TLS, no credentials.
'use strict';
const fs = require('fs'), { WebSocketServer } = require('ws');
const [folder, port, heartbeat = '20000'] = process.argv.slice(2);
const MAX_FRAME = 1 << 20, MAX_DEPTH = 64, BAD_PER_MINUTE = 10, SUBPROTOCOL = 'assaylink.facilitator.v1';
const settled = new Map(), clients = new Map(); // highest sequence on disk of each source; connection of each client id
const digits = (number) => String(number).padStart(19, '0'), problem = (code) => ({ code, title: 'not answered', retryable: false });
const log = fs.openSync(`${folder}/events.ndjson`, 'a+'), there = fs.readFileSync(log);
const whole = there.subarray(0, there.lastIndexOf('\n') + 1); // a line torn by a crash was never acknowledged
for (const line of whole.toString().split('\n').slice(0, -1)) settled.set(JSON.parse(line).source, BigInt(JSON.parse(line).sequence));
fs.ftruncateSync(log, whole.length), fs.fsyncSync(fs.openSync(folder, 'r'));

function read(text) {
  const frame = JSON.parse(text), open = []; // JSON.parse lets names stand twice, and knows no depth
  for (const [, name, colon, bracket] of text.matchAll(/("(?:[^"\\]+|\\.)*")(\s*:)?|([{}[\]])/g)) {
    if (/[{[]/.test(bracket) && open.push(new Set()) > MAX_DEPTH) throw new Error('too deep');
    else if (/[}\]]/.test(bracket)) open.pop();
    if (colon && open[open.length - 1].size === open[open.length - 1].add(JSON.parse(name)).size) throw new Error('a name twice');
  }
  return frame;
}

function settle(source, sequence, text) {
  if (!/^[0-9]{19}$/.test(sequence)) throw new Error('a sequence of 19 digits is wanted');
  if (BigInt(sequence) === (settled.get(source) || 0n) + 1n) { // the next one; below it is there, above it is behind a gap
    fs.writeSync(log, JSON.stringify({ source, sequence: String(BigInt(sequence)), frame: text }) + '\n');
    fs.fsyncSync(log);
    settled.set(source, BigInt(sequence));
  }
  return BigInt(sequence) <= (settled.get(source) || 0n) && { kind: 'ack', upto: digits(settled.get(source)) };
}

function answer(ask) {
  const known = ask.type === 'io.assaylink.order.query.v1', late = Date.parse(ask.expirytime) < Date.now();
  const answer = known && !late ? { kind: 'reply', type: `${ask.type}.reply`, data: { orders: [] } }
    : { kind: 'error', type: 'io.assaylink.error.v1', data: problem(late ? 'expired' : 'type.unknown') };
  return { specversion: '1.0', source: '/hubs/example', id: `a-${ask.id}`, causationid: ask.id, ...answer };
}

function take(socket, frame, text) { // what is said to this frame: an object, nothing, or the code to close with
  const { kind, sequence, id } = frame;
  if (typeof kind !== 'string') throw new Error('no kind');
  if (!socket.source) {
    if (kind !== 'hello' || frame.protocol !== 1) return kind === 'hello' ? 4406 : 4400;
    socket.source = String(frame.outbox);
    clients.get(frame.client.id)?.close(4409);
    clients.set(frame.client.id, socket);
    return { kind: 'welcome', acked: digits(settled.get(socket.source) || 0), heartbeatMs: Number(heartbeat), maxInFlight: 256, maxFrameBytes: MAX_FRAME };
  }
  if (kind === 'event' && !(frame.specversion && id && frame.type && frame.source)) throw new Error('a field is missing');
  if (kind === 'event' || kind === 'skip') return frame.source && frame.source !== socket.source ? 4400 : settle(socket.source, sequence, text);
  if (kind === 'request') return answer(frame);
  if (kind === 'ping') return { kind: 'pong', n: frame.n };
  if (/^(reply|error|ack|nack|pong|hello|welcome|bye)$/.test(kind) || !(sequence || id)) return undefined;
  return { kind: 'nack', sequence, id, error: problem('type.unknown') };
}

const handleProtocols = (offered) => offered.has(SUBPROTOCOL) && SUBPROTOCOL;
const server = new WebSocketServer({ host: '127.0.0.1', port: Number(port), maxPayload: MAX_FRAME, handleProtocols });
server.on('listening', () => console.log(`listening ${port}`)).on('connection', (socket) => {
  let bad = [], heard = Date.now();
  const beat = setInterval(() => (Date.now() - heard > 2.5 * heartbeat ? socket.close(4408) : socket.ping()), heartbeat / 4);
  socket.on('pong', () => { heard = Date.now(); }).on('close', () => clearInterval(beat)).on('error', () => {}); // close follows
  socket.on('message', (data, binary) => {
    let said;
    heard = Date.now();
    try {
      said = binary ? JSON.parse('') : take(socket, read(data.toString()), data.toString());
    } catch (broken) {
      if (broken.syscall) process.exit(1); // the disk: what is on it now is known to the next start alone
      bad = [...bad.filter((at) => at > Date.now() - 60000), Date.now()];
      said = !socket.source || bad.length > BAD_PER_MINUTE ? 4400 : undefined;
    }
    if (Number.isInteger(said)) socket.close(said);
    else if (said && socket.readyState === socket.OPEN) socket.send(JSON.stringify(said));
  });
});
