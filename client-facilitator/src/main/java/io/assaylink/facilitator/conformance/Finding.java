// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.conformance.CheckResult.Verdict;

/** Ends a check before its end. No stack: what it says is for the report. */
final class Finding extends Exception {
    private static final long serialVersionUID = 1L;

    private final Verdict verdict;

    private Finding(Verdict verdict, String reason) {
        super(reason, null, false, false);
        this.verdict = verdict;
    }

    static Finding failed(String reason) {
        return new Finding(Verdict.FAILED, reason);
    }

    static Finding skipped(String reason) {
        return new Finding(Verdict.SKIPPED, reason);
    }

    Verdict verdict() {
        return verdict;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}
