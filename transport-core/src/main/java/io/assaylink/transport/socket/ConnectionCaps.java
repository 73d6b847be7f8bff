// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.util.HashMap;
import java.util.Map;

/** How many connections a server holds, in all and from one address. Thread-safe. */
final class ConnectionCaps {
    private final int inAll;
    private final int perAddress;
    private final Map<InetAddress, Integer> byAddress = new HashMap<>();
    private int total;

    ConnectionCaps(int inAll, int perAddress) {
        this.inAll = inAll;
        this.perAddress = perAddress;
    }

    /** Counts one more, or refuses it; what was admitted is given back with {@link #release}. */
    synchronized boolean admit(SocketAddress peer) {
        int held = byAddress.getOrDefault(address(peer), 0);
        if (total >= inAll || held >= perAddress) {
            return false;
        }
        total++;
        byAddress.put(address(peer), held + 1);
        return true;
    }

    synchronized void release(SocketAddress peer) {
        total--;
        byAddress.computeIfPresent(address(peer), (address, held) -> held == 1 ? null : held - 1);
    }

    synchronized int total() {
        return total;
    }

    private static InetAddress address(SocketAddress peer) {
        return peer instanceof InetSocketAddress inet && inet.getAddress() != null
                ? inet.getAddress()
                : InetAddress.getLoopbackAddress();
    }
}
