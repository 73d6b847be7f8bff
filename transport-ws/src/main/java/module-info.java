// SPDX-License-Identifier: Apache-2.0

/** The transport contract over WebSocket. */
module io.assaylink.transport.ws {
    requires static org.jspecify;
    requires transitive io.assaylink.transport;
    requires transitive io.netty.handler;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.codec.http;
    requires org.slf4j;

    exports io.assaylink.transport.ws;
    exports io.assaylink.transport.ws.handshake;
}
