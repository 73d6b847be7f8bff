// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** A port of the loopback address that nobody listens on. */
final class LoopbackPort {
    private LoopbackPort() {}

    /** The wanted port where it is free, else one that the system chose. */
    static int freeOrOther(int wanted) throws IOException {
        try {
            return bound(wanted);
        } catch (IOException taken) {
            return bound(0);
        }
    }

    private static int bound(int port) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return socket.getLocalPort();
        }
    }
}
