// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import java.net.SocketAddress;

/** One end of a connection within this process. */
public final class LoopbackAddress extends SocketAddress {
    private static final long serialVersionUID = 1L;

    private final String name;

    LoopbackAddress(String name) {
        this.name = name;
    }

    @Override
    public String toString() {
        return name;
    }
}
