// SPDX-License-Identifier: Apache-2.0

/** Connections whose receive knows idle from stuck. */
module io.assaylink.transport {
    requires static org.jspecify;
    requires transitive io.netty.common;
    requires transitive io.netty.transport;
    requires io.netty.buffer;
    requires io.netty.codec;
    requires io.netty.handler;
    requires io.netty.transport.classes.epoll;
    requires jdk.net;
    requires org.slf4j;

    exports io.assaylink.transport;
    exports io.assaylink.transport.channel;
    exports io.assaylink.transport.fault;
    exports io.assaylink.transport.fault.plan;
    exports io.assaylink.transport.loop;
    exports io.assaylink.transport.loopback;
    exports io.assaylink.transport.reconnect;
    exports io.assaylink.transport.socket;
    exports io.assaylink.transport.spi;
    exports io.assaylink.transport.tcp;
    exports io.assaylink.transport.tls;
}
