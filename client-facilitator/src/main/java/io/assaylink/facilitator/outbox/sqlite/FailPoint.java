// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import java.sql.SQLException;

/** Places at which a test may fail the store or end the process (rows Q2 and Q6 of the fault table). */
enum FailPoint {
    BEFORE_INSERT,
    AFTER_INSERT,
    /** Between two events of one message. */
    MID_MESSAGE,
    BEFORE_COMMIT,
    AFTER_COMMIT,
    MID_TRIM,
    /** A dead letter is in both tables. */
    MID_BURY,
    /** A dead letter is appended again, and still one. */
    MID_REQUEUE;

    /** What happens at them: nothing, in production. Called by the writer thread. */
    @FunctionalInterface
    interface Trap {
        Trap NONE = point -> {};

        void reached(FailPoint point) throws SQLException;
    }
}
