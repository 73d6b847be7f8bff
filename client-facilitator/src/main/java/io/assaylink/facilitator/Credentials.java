// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

import java.util.Map;
import java.util.function.Supplier;

/**
 * What a client shows the hub in the HTTP upgrade; never in the URL, never in a frame. Asked before every attempt, so that
 * a renewed token is used; on an event loop: it must not block. An implementation's {@code toString} must not tell it.
 */
@FunctionalInterface
public interface Credentials {

    /** Headers of the upgrade request. */
    Map<String, String> headers();

    /** For a hub that asks for none, or for a client certificate only. */
    static Credentials none() {
        return Map::of;
    }

    /** {@code Authorization: Bearer …} (RFC 6750). */
    static Credentials bearer(Supplier<String> token) {
        return () -> Map.of("Authorization", "Bearer " + token.get());
    }
}
