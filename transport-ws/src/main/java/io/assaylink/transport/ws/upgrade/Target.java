// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import java.net.URI;
import java.util.Optional;

/** RFC 6455 3: the parts of a {@code ws} or {@code wss} URI. */
public record Target(URI uri) {

    /**
     * {@code ws} or {@code wss} with a host and without a user.
     *
     * @throws IllegalArgumentException where it is something else
     */
    public Target {
        boolean known = "wss".equalsIgnoreCase(uri.getScheme()) || "ws".equalsIgnoreCase(uri.getScheme());
        if (!known || uri.getHost() == null) {
            throw new IllegalArgumentException("ws:// or wss:// with a host is wanted");
        }
    }

    public boolean secure() {
        return "wss".equalsIgnoreCase(uri.getScheme());
    }

    /** A name or a literal address, without brackets. */
    public String host() {
        String host = uri.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    public int port() {
        return uri.getPort() >= 0 ? uri.getPort() : secure() ? 443 : 80;
    }

    /** With its port, as CONNECT wants it. */
    public String authority() {
        return uri.getHost() + ":" + port();
    }

    /** With its port where that is written, as {@code Host} wants it. */
    public String hostHeader() {
        return uri.getPort() < 0 ? uri.getHost() : uri.getHost() + ":" + uri.getPort();
    }

    /** Path and query, as the request line wants them. */
    public String resource() {
        String path = Optional.ofNullable(uri.getRawPath())
                .filter(found -> !found.isEmpty())
                .orElse("/");
        return uri.getRawQuery() == null ? path : path + "?" + uri.getRawQuery();
    }

    /** For people: without the query, which may hold secrets. */
    public String name() {
        return uri.getScheme() + "://" + authority()
                + Optional.ofNullable(uri.getRawPath()).orElse("");
    }

    @Override
    public String toString() {
        return name();
    }
}
