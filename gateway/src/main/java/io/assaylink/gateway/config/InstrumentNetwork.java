// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.SocketOptions;
import java.time.Duration;

/**
 * What one analyzer's connections may do, below TLS.
 *
 * @param admission whom a listener lets in, and how many
 * @param socket keep-alive, and the bound of a connect
 * @param closeAfterQuiet a connection without a byte for this long is closed; zero: none is
 */
public record InstrumentNetwork(Admission admission, SocketOptions socket, Duration closeAfterQuiet) {
    private static final InstrumentNetwork DEFAULTS =
            new InstrumentNetwork(Admission.defaults(), SocketOptions.defaults(), Duration.ZERO);

    /** Whoever comes, 256 in all and 32 from one address; quiet is no reason to close. */
    public static InstrumentNetwork defaults() {
        return DEFAULTS;
    }

    public InstrumentNetwork withAdmission(Admission value) {
        return new InstrumentNetwork(value, socket, closeAfterQuiet);
    }

    public InstrumentNetwork withSocket(SocketOptions value) {
        return new InstrumentNetwork(admission, value, closeAfterQuiet);
    }

    public InstrumentNetwork withCloseAfterQuiet(Duration value) {
        return new InstrumentNetwork(admission, socket, value);
    }
}
