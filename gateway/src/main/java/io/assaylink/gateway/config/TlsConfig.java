// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.transport.tls.TlsOptions;
import java.util.Map;
import java.util.Optional;

/**
 * Where TLS is spoken.
 *
 * @param hub on the connection to the hub; empty: as its URI says, with the trust of this JDK
 * @param instruments by the instrument's id; who is not in it speaks plain TCP
 */
public record TlsConfig(Optional<TlsOptions> hub, Map<String, TlsOptions> instruments) {

    public TlsConfig {
        instruments = Map.copyOf(instruments);
    }

    /** With nobody but a hub whose URI is {@code wss}. */
    public static TlsConfig none() {
        return new TlsConfig(Optional.empty(), Map.of());
    }

    public Optional<TlsOptions> instrument(String id) {
        return Optional.ofNullable(instruments.get(id));
    }
}
