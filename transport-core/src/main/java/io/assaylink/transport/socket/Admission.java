// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import java.net.InetAddress;
import java.util.List;

/**
 * Whom a server lets in. Whoever is not let in is closed before a byte of it is read; the log says so, a line a second at
 * most.
 *
 * @param allowed where peers may come from; empty: from anywhere
 * @param maxConnections held at a time, in all; 1 or more
 * @param maxConnectionsPerAddress held at a time, from one address; 1 or more
 */
public record Admission(List<AddressRange> allowed, int maxConnections, int maxConnectionsPerAddress) {
    private static final Admission DEFAULTS = new Admission(List.of(), 256, 32);

    public Admission {
        allowed = List.copyOf(allowed);
        if (maxConnections < 1 || maxConnectionsPerAddress < 1) {
            throw new IllegalArgumentException("a server that lets nobody in");
        }
    }

    /** From anywhere, 256 in all, 32 from one address. */
    public static Admission defaults() {
        return DEFAULTS;
    }

    /** From these ranges alone. */
    public Admission withAllowed(List<AddressRange> value) {
        return new Admission(value, maxConnections, maxConnectionsPerAddress);
    }

    public Admission withMaxConnections(int inAll, int perAddress) {
        return new Admission(allowed, inAll, perAddress);
    }

    boolean allows(InetAddress peer) {
        return allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(peer));
    }
}
