// SPDX-License-Identifier: Apache-2.0
// A WebSocket client of the npm package "ws" that offers compression: client.js URL. Its last line is "ok".
'use strict';

const path = require('path');
const { WebSocket } = require(path.join(process.env.ASSAYLINK_PEERS, 'node_modules', 'ws'));

const COUNT = 1000;

function message(i) {
  return i % 2 === 0 ? `message ${i} äöü€😀` : Buffer.from(Array.from({ length: i % 300 }, (_, k) => (i + k) & 0xff));
}

function fail(why) {
  console.log(`failed: ${why}`);
  process.exit(1);
}

function open(then) {
  const socket = new WebSocket(process.argv[2], { perMessageDeflate: { threshold: 0 } });
  socket.on('error', (error) => fail(error.message));
  socket.on('open', () => then(socket));
  return socket;
}

open((socket) => {
  console.log(`extensions "${socket.extensions}"`);
  let next = 0;
  socket.on('message', (bytes, binary) => {
    const expected = message(next);
    if (binary !== (next % 2 !== 0) || !bytes.equals(Buffer.from(expected))) {
      fail(`message ${next}`);
    }
    next++;
    if (next === COUNT) {
      socket.ping('still there');
    }
  });
  socket.on('pong', (payload) => {
    if (payload.toString() !== 'still there') {
      fail('pong');
    }
    socket.send('close 4002');
  });
  socket.on('close', (code, reason) => {
    console.log(`closed ${code} ${reason}`);
    open((second) => {
      second.on('close', () => console.log('ok'));
      second.close(4003, 'fine');
    });
  });
  for (let i = 0; i < COUNT; i++) {
    const whole = message(i);
    if (i % 10 === 0) {
      const bytes = Buffer.from(whole);
      socket.send(bytes.subarray(0, 3), { binary: false, fin: false });
      socket.send(bytes.subarray(3), { binary: false, fin: true });
    } else {
      socket.send(whole);
    }
  }
});
