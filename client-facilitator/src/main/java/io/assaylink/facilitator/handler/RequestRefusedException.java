// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.handler;

import io.assaylink.facilitator.envelope.Problem;

/** A handler refuses a request; the problem goes to the hub as it is, so it must not hold patient data. */
public final class RequestRefusedException extends Exception {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public RequestRefusedException(Problem problem) {
        super(problem.code());
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
