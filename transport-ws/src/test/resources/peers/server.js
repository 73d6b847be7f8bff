// SPDX-License-Identifier: Apache-2.0
// A WebSocket server of the npm package "ws", compression on as far as the client offers it. The path says what it does.
'use strict';

const path = require('path');
const { WebSocketServer } = require(path.join(process.env.ASSAYLINK_PEERS, 'node_modules', 'ws'));

const COUNT = 1000;

function message(i) {
  return i % 2 === 0 ? `message ${i} äöü€😀` : Buffer.from(Array.from({ length: i % 300 }, (_, k) => (i + k) & 0xff));
}

function give(socket) {
  for (let i = 0; i < COUNT; i++) {
    const whole = message(i);
    if (i % 10 === 0) {
      const bytes = Buffer.from(whole);
      socket.send(bytes.subarray(0, 3), { binary: false, fin: false });
      socket.send(Buffer.alloc(0), { binary: false, fin: false });
      socket.send(bytes.subarray(3), { binary: false, fin: true });
    } else {
      socket.send(whole);
    }
  }
  socket.close(4001, 'all given');
}

const server = new WebSocketServer({
  host: '127.0.0.1',
  port: 0,
  perMessageDeflate: { threshold: 0 },
  verifyClient: (info, decided) => {
    const refused = /^\/refuse\/(\d+)$/.exec(info.req.url);
    decided(!refused, refused ? Number(refused[1]) : 101, 'No', refused ? { 'Retry-After': '3' } : {});
  },
  handleProtocols: (offered) => (offered.has('second') ? 'second' : [...offered][0]),
});

server.on('listening', () => console.log(`listening ${server.address().port}`));
server.on('connection', (socket, request) => {
  const url = request.url;
  console.log(`extensions "${socket.extensions}"`);
  socket.on('close', (code, reason) => console.log(`closed ${code} ${reason}`));
  if (url === '/echo') {
    socket.on('message', (bytes, binary) => socket.send(bytes, { binary }));
  } else if (url === '/give') {
    give(socket);
  } else if (url === '/ping') {
    socket.on('pong', (payload) => socket.send(`pong ${payload}`));
    socket.ping('are you there');
  } else if (url === '/vanish') {
    socket.terminate();
  } else if (url.startsWith('/close/')) {
    socket.close(Number(url.substring(7)), 'because');
  }
});
