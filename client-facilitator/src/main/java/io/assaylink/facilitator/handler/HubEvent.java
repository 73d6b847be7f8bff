// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

import java.time.Instant;
import java.util.Optional;

/**
 * What the hub tells us. It may come more than once: (source, sequence) says which it is.
 *
 * @param source the hub's
 * @param sequence its number there, contiguous
 * @param subject the instrument it is about, where there is one
 * @param data a JSON document, not to be changed
 */
public record HubEvent(
        String source,
        long sequence,
        String id,
        String type,
        Optional<String> subject,
        Optional<Instant> time,
        byte[] data) {

    @Override
    public String toString() {
        return "HubEvent[sequence=" + sequence + ", type=" + type + ", bytes=" + data.length + "]";
    }
}
