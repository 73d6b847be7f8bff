// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/**
 * {@code V0JobStatusUpdate}. The facilitator forbids members that it does not know, so there are none to add.
 *
 * @param job the job's {@code uuid}
 * @param metadata a JSON object with members of {@code V0JobStatusUpdate.metadata} only, UTF-8, not to be changed
 */
public record StatusUpdate(UUID job, JobStatus status, Optional<byte[]> metadata) {
    static final String TYPE = "V0JobStatusUpdate";

    private static final Set<String> MEMBERS = Set.of(
            "miner_response",
            "job_rejection_details",
            "job_failure_details",
            "horde_failure_details",
            "streaming_details");

    public StatusUpdate {
        if (metadata.isPresent()) {
            try {
                Set<String> names =
                        JsonFrame.read(metadata.get(), Long.MAX_VALUE).names();
                if (!MEMBERS.containsAll(names)) {
                    throw new IllegalArgumentException("metadata: only " + MEMBERS);
                }
            } catch (EnvelopeException broken) {
                throw new IllegalArgumentException("metadata: " + broken.getMessage());
            }
        }
    }

    public static StatusUpdate of(UUID job, JobStatus status) {
        return new StatusUpdate(job, status, Optional.empty());
    }

    public StatusUpdate withMetadata(byte[] json) {
        return new StatusUpdate(job, status, Optional.of(json));
    }

    @Override
    public String toString() {
        return "StatusUpdate[job=" + job + ", status=" + status + "]";
    }
}
