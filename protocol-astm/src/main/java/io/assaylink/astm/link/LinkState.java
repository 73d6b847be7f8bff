// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

/** What a link is doing: silence in NEUTRAL is healthy, in any other state the peer owes bytes, or we do. */
public enum LinkState {
    /** Nobody has the line. */
    NEUTRAL,
    /** We sent ENQ. */
    ASKING,
    /** We sent a frame. */
    SENDING,
    /** The peer has the line. */
    RECEIVING,
    /** A message is complete and its acknowledgement waits for {@code accept} or {@code refuse}. */
    HOLDING,
    /** The connection is over. */
    CLOSED
}
