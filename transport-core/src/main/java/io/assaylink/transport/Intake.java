// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/** Whether a connection reads, and for whom. */
public enum Intake {
    /** What comes is wanted. */
    OPEN,
    /**
     * The consumer has no room. The transport reads on within its bound, so that pings are answered and the peer's end is
     * seen; messages wait in order. Only transports whose control frames come the same way as their messages do this.
     */
    AHEAD,
    /** Nothing is read, back-pressure reaches the peer, and the clocks on it stand still. */
    STOPPED
}
