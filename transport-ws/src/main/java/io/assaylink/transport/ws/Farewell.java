// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ws.frame.CloseCode;
import java.util.Optional;

/** What the peer is told when a connection ends: the close codes of the README's table. */
record Farewell(int code, String text) {

    /**
     * The close frame for a reason.
     *
     * @param violation RFC 6455 7.4.1: the code for what the peer broke
     * @param silent the code for a peer that gave no sign of life
     * @return empty where there is nobody to tell
     */
    static Optional<Farewell> of(CloseReason reason, int violation, int silent) {
        if (reason instanceof CloseReason.Local local) {
            return Optional.of(new Farewell(local.code() == 0 ? CloseCode.NORMAL : local.code(), local.text()));
        }
        if (reason instanceof CloseReason.ByPeer peer) {
            return Optional.of(new Farewell(peer.code(), "")); // 5.5.1: the peer's code comes back
        }
        if (reason instanceof CloseReason.Quiet) {
            return Optional.of(new Farewell(CloseCode.NORMAL, "quiet"));
        }
        if (reason instanceof CloseReason.MachineFailed) {
            return Optional.of(new Farewell(CloseCode.INTERNAL, ""));
        }
        if (reason instanceof CloseReason.TooLarge large) {
            return Optional.of(
                    large.bound() == CloseReason.TooLarge.Bound.BUDGET
                            ? new Farewell(CloseCode.TRY_AGAIN_LATER, "too much in transit")
                            : new Farewell(CloseCode.TOO_LARGE, "message too large"));
        }
        if (reason instanceof CloseReason.ProtocolViolation broken) {
            return Optional.of(new Farewell(violation, broken.code()));
        }
        if (reason instanceof CloseReason.PeerSilent) {
            return Optional.of(new Farewell(silent, "PeerSilent"));
        }
        if (reason instanceof CloseReason.Overdue
                || reason instanceof CloseReason.TooSlow
                || reason instanceof CloseReason.WriteStalled) {
            return Optional.of(new Farewell(CloseCode.POLICY, reason.getClass().getSimpleName()));
        }
        return Optional.empty(); // 1006 and 1015 are never on the wire: 7.4.1
    }
}
