// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport;

import java.util.OptionalLong;

/**
 * The message in transit.
 *
 * @param bytesSoFar bytes of it that came; 0 where none is in transit
 * @param declared its length where the framing tells it beforehand
 * @param sinceNanos {@link Ticker} time of its first byte, empty where none is in transit
 */
public record ReceiveProgress(long bytesSoFar, OptionalLong declared, OptionalLong sinceNanos) {

    public static final ReceiveProgress NONE = new ReceiveProgress(0, OptionalLong.empty(), OptionalLong.empty());
}
