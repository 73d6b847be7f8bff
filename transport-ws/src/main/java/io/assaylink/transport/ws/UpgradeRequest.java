// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import java.net.SocketAddress;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A client's wish to speak WebSocket.
 *
 * @param uri as sent, query included
 * @param headers names in lower case; of several with one name the first
 */
public record UpgradeRequest(SocketAddress peer, String uri, Map<String, String> headers) {

    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name.toLowerCase(Locale.ROOT)));
    }

    /** Headers and query may be credentials. */
    @Override
    public String toString() {
        return "UpgradeRequest[" + peer + "]";
    }
}
