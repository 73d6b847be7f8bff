// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import java.util.Locale;

/** Where a job stands, in the order of a job's life. */
public enum JobStatus {
    SENT,
    RECEIVED,
    ACCEPTED,
    EXECUTOR_READY,
    STREAMING_READY,
    VOLUMES_READY,
    EXECUTION_DONE,
    COMPLETED,
    REJECTED,
    FAILED,
    HORDE_FAILED;

    /** Nothing follows it. */
    public boolean isTerminal() {
        return switch (this) {
            case COMPLETED, REJECTED, FAILED, HORDE_FAILED -> true;
            case SENT, RECEIVED, ACCEPTED, EXECUTOR_READY, STREAMING_READY, VOLUMES_READY, EXECUTION_DONE -> false;
        };
    }

    /** As it stands on the wire. */
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
