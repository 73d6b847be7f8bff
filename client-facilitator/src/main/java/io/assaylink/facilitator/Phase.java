// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/** Where a session stands; the package {@code session} holds the diagram. */
public enum Phase {
    /** Not started. */
    IDLE,
    /** A connection is being made. */
    CONNECTING,
    /** Connected; {@code hello} was sent and {@code welcome} has not come. */
    HANDSHAKING,
    /** Events and requests flow. */
    READY,
    /** As ready, and closed when everything accepted so far is acknowledged. */
    DRAINING,
    /** The link failed; the next try has its time. */
    BACKING_OFF,
    /** The hub does not want us (credentials refused, or replaced by a newer connection); the next try is minutes away. */
    SUSPENDED,
    /** Over for good. */
    CLOSED
}
