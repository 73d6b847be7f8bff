// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.upgrade;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * RFC 9110 15.4: where a redirect leads, and whether we go there: on the same host, not from TLS to none.
 *
 * @param to empty where we do not go
 * @param refusal why not, without the address, which may hold secrets
 */
public record Redirect(Optional<URI> to, String refusal) {

    /** True for the statuses that say: ask the same elsewhere. */
    public static boolean isOne(int status) {
        return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
    }

    /**
     * The next step of a way.
     *
     * @param from {@code ws} or {@code wss}
     * @param location what the server says; {@code http} and {@code https} are taken for {@code ws} and {@code wss}
     * @param left redirects that may still be followed
     */
    public static Redirect of(URI from, String location, int left) {
        if (left <= 0) {
            return refused("redirect not followed");
        }
        URI to;
        try {
            to = from.resolve(location.trim());
        } catch (IllegalArgumentException noUri) {
            return refused("redirect to no address");
        }
        String scheme = switch (String.valueOf(to.getScheme()).toLowerCase(Locale.ROOT)) {
            case "ws", "http" -> "ws";
            case "wss", "https" -> "wss";
            default -> "";
        };
        if (location.isBlank() || scheme.isEmpty() || to.getHost() == null || to.getUserInfo() != null) {
            return refused("redirect to no address");
        }
        if (!to.getHost().equalsIgnoreCase(from.getHost())) {
            return refused("redirect to another host");
        }
        if (scheme.equals("ws") && "wss".equalsIgnoreCase(from.getScheme())) {
            return refused("redirect out of TLS");
        }
        String query = to.getRawQuery() == null ? "" : "?" + to.getRawQuery();
        return new Redirect(
                Optional.of(URI.create(scheme + "://" + to.getRawAuthority() + to.getRawPath() + query)), "");
    }

    private static Redirect refused(String why) {
        return new Redirect(Optional.empty(), why);
    }
}
