// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import java.time.Duration;

/**
 * What becomes of an {@link UpgradeRequest}.
 *
 * @param status 101 to accept, 4xx or 5xx to refuse
 * @param retryAfter told to a refused client, in whole seconds; zero: not
 */
public record UpgradeDecision(int status, Duration retryAfter) {

    public UpgradeDecision {
        if (status != 101 && (status < 400 || status > 599)) {
            throw new IllegalArgumentException("status " + status);
        }
    }

    public static UpgradeDecision accept() {
        return new UpgradeDecision(101, Duration.ZERO);
    }

    public static UpgradeDecision refuse(int status) {
        return new UpgradeDecision(status, Duration.ZERO);
    }

    public static UpgradeDecision refuse(int status, Duration retryAfter) {
        return new UpgradeDecision(status, retryAfter);
    }

    boolean accepts() {
        return status == 101;
    }
}
