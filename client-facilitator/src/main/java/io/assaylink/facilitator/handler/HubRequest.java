// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

import java.time.Instant;
import java.util.Optional;

/**
 * What the hub asks of us.
 *
 * @param subject the instrument it is about, where there is one
 * @param expiry nobody waits for the reply afterwards
 * @param data a JSON document, not to be changed
 */
public record HubRequest(String id, String type, Optional<String> subject, Optional<Instant> expiry, byte[] data) {

    @Override
    public String toString() {
        return "HubRequest[id=" + id + ", type=" + type + ", bytes=" + data.length + "]";
    }
}
