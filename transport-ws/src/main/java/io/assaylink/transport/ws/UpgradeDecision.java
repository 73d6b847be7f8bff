// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import java.time.Duration;

/**
 * What becomes of an {@link UpgradeRequest}.
 *
 * @param status 101 to accept, 4xx or 5xx to refuse
 * @param retryAfter told to a refused client, in whole seconds; zero: not
 * @param challenge told to a client that is to authenticate ({@code WWW-Authenticate}); empty: not
 */
public record UpgradeDecision(int status, Duration retryAfter, String challenge) {

    public UpgradeDecision {
        if (status != 101 && (status < 400 || status > 599)) {
            throw new IllegalArgumentException("status " + status);
        }
    }

    public static UpgradeDecision accept() {
        return new UpgradeDecision(101, Duration.ZERO, "");
    }

    public static UpgradeDecision refuse(int status) {
        return new UpgradeDecision(status, Duration.ZERO, "");
    }

    public static UpgradeDecision refuse(int status, Duration retryAfter) {
        return new UpgradeDecision(status, retryAfter, "");
    }

    /** 401: the client may come again at once and answer this. */
    public static UpgradeDecision challenge(String challenge) {
        return new UpgradeDecision(401, Duration.ZERO, challenge);
    }

    boolean accepts() {
        return status == 101;
    }
}
