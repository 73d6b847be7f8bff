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

    /** The path alone, as sent. */
    public String path() {
        int query = uri.indexOf('?');
        return query < 0 ? uri : uri.substring(0, query);
    }

    /**
     * Where the page comes from that a browser runs (RFC 6455 10.2); empty where the client is no browser. A server that
     * browsers can reach and that knows its clients by a cookie or not at all must look at it.
     */
    public Optional<String> origin() {
        return header("origin");
    }

    /** Headers and query may be credentials. */
    @Override
    public String toString() {
        return "UpgradeRequest[" + peer + "]";
    }
}
