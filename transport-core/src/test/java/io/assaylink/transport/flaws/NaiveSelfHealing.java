// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.flaws;

import java.util.ArrayList;
import java.util.List;

/**
 * Control for X-8: the transport reconnects inside {@code send}, the manager above it reconnects too, and only the manager
 * authenticates.
 */
final class NaiveSelfHealing {
    private final List<String> wire = new ArrayList<>();
    private boolean connected;

    /** The manager. */
    void ensureConnected() {
        if (!connected) {
            connect();
            wire.add("authenticate");
        }
    }

    /** The transport. */
    void send(String message) {
        if (!connected) {
            connect();
        }
        wire.add(message);
    }

    void lose() {
        connected = false;
    }

    private void connect() {
        connected = true;
        wire.add("connect");
    }

    /** What a peer sees, in order. */
    List<String> wire() {
        return wire;
    }
}
