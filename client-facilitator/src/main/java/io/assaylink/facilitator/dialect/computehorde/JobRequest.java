// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.JsonFrame;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code V2JobRequest} ({@code job.new}). Members that this version does not know are in {@link #json}.
 *
 * @param job the {@code uuid}
 * @param executorClass empty where it was not said
 * @param json the whole message as it came, not to be changed: what a signature covers
 */
public record JobRequest(
        String job,
        String executorClass,
        String dockerImage,
        Optional<String> namespace,
        List<String> args,
        Map<String, String> env,
        boolean useGpu,
        boolean onTrustedMiner,
        Optional<String> artifactsDir,
        Optional<byte[]> volume,
        Optional<byte[]> outputUpload,
        Optional<byte[]> streamingDetails,
        Limits limits,
        Optional<JobSignature> signature,
        byte[] json) {

    /** Times that the parts of the job may take; empty where it was not said. */
    public record Limits(
            Optional<Duration> download,
            Optional<Duration> execution,
            Optional<Duration> upload,
            Optional<Duration> streamingStart) {}

    static JobRequest read(byte[] bytes, long maxBytes) throws EnvelopeException {
        JsonFrame frame = JsonFrame.read(bytes, maxBytes);
        Map<String, String> env = new LinkedHashMap<>();
        Optional<JsonFrame> given = frame.object("env");
        if (given.isPresent()) {
            for (String name : given.get().names()) {
                env.put(name, given.get().text(name).orElse(""));
            }
        }
        Optional<JsonFrame> signature = frame.object("signature");
        return new JobRequest(
                frame.key("uuid"),
                frame.optionalKey("executor_class").orElse(""),
                frame.text("docker_image").orElse(""),
                frame.text("job_namespace"),
                frame.texts("args"),
                Map.copyOf(env),
                frame.flag("use_gpu"),
                frame.flag("on_trusted_miner"),
                frame.text("artifacts_dir"),
                frame.json("volume"),
                frame.json("output_upload"),
                frame.json("streaming_details"),
                new Limits(
                        seconds(frame, "download_time_limit"),
                        seconds(frame, "execution_time_limit"),
                        seconds(frame, "upload_time_limit"),
                        seconds(frame, "streaming_start_time_limit")),
                signature.isPresent() ? Optional.of(JobSignature.read(signature.get())) : Optional.empty(),
                bytes);
    }

    private static Optional<Duration> seconds(JsonFrame frame, String name) throws EnvelopeException {
        long value = frame.number(name, -1);
        return value < 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(value));
    }

    @Override
    public String toString() {
        return "JobRequest[job=" + job + ", bytes=" + json.length + "]";
    }
}
