// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import java.time.Duration;

/**
 * What one check found.
 *
 * @param reason why it failed or was skipped, for a person; empty where it passed
 * @param took from the check's first connection to its verdict
 */
public record CheckResult(HubCheck check, Verdict verdict, String reason, Duration took) {

    /** How a check ended. */
    public enum Verdict {
        PASSED,
        FAILED,
        /** It could not be tried, or the hub gave no occasion. It says nothing about the hub. */
        SKIPPED
    }
}
