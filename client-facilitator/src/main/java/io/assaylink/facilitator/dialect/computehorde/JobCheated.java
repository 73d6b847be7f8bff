// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.util.Optional;

/**
 * {@code V0JobCheated} ({@code job.cheated}): a trusted run of the same job came to something else.
 *
 * @param job {@code job_uuid}
 * @param trustedJob {@code trusted_job_uuid}
 * @param details JSON as it came
 * @param json the whole message as it came, not to be changed
 */
public record JobCheated(
        String job, String trustedJob, Optional<byte[]> details, Optional<JobSignature> signature, byte[] json) {

    static JobCheated read(byte[] bytes, long maxBytes) throws EnvelopeException {
        JsonFrame frame = JsonFrame.read(bytes, maxBytes);
        Optional<JsonFrame> signature = frame.object("signature");
        return new JobCheated(
                frame.key("job_uuid"),
                frame.optionalKey("trusted_job_uuid").orElse(""),
                frame.json("details"),
                signature.isPresent() ? Optional.of(JobSignature.read(signature.get())) : Optional.empty(),
                bytes);
    }

    @Override
    public String toString() {
        return "JobCheated[job=" + job + ", bytes=" + json.length + "]";
    }
}
