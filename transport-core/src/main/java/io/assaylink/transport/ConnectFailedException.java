// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

/** No connection came about. {@link #reason()} says what stood in the way; the message holds no credential. */
public final class ConnectFailedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient CloseReason reason;

    public ConnectFailedException(CloseReason reason, Throwable cause) {
        super(reason.toString(), cause);
        this.reason = reason;
    }

    /** A transport was asked that was closed before. */
    public static ConnectFailedException closed(String transport) {
        return new ConnectFailedException(
                new CloseReason.Lost("the transport is closed", false), new IllegalStateException(transport));
    }

    /** {@link CloseReason.HandshakeFailed} where the peer was reached and refused, {@link CloseReason.Lost} elsewhere. */
    public CloseReason reason() {
        return reason;
    }
}
