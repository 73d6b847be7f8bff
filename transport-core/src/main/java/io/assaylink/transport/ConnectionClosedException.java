// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.io.IOException;

/** Something was asked of a connection that is over. */
public final class ConnectionClosedException extends IOException {
    private static final long serialVersionUID = 1L;

    private final transient CloseReason reason;

    public ConnectionClosedException(CloseReason reason) {
        super(reason.toString());
        this.reason = reason;
    }

    public CloseReason reason() {
        return reason;
    }
}
