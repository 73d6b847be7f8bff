// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import io.assaylink.facilitator.ClientOptions;
import java.time.Duration;

/**
 * The settings of a validator's client.
 *
 * @param client what all clients have: handshake, back-off, suspension, handler time, bounds; its id only names
 *     threads
 * @param validatorVersion header {@code X-Validator-Version}
 * @param runnerVersion header {@code X-Validator-Runner-Version}
 * @param heartbeat between two of ours; the facilitator forgets a validator that sends none
 * @param responseTimeout until the answer to an authentication or a status update; then the connection is given up
 * @param maxSpecs miners whose specs wait to be sent; one more takes the place of the oldest
 * @param maxFinishedJobs jobs whose terminal status is remembered, so that nothing is accepted behind it
 */
public record ComputeHordeOptions(
        ClientOptions client,
        String validatorVersion,
        String runnerVersion,
        Duration heartbeat,
        Duration responseTimeout,
        int maxSpecs,
        int maxFinishedJobs) {

    public ComputeHordeOptions {
        if (heartbeat.isZero() || heartbeat.isNegative() || responseTimeout.isZero() || responseTimeout.isNegative()) {
            throw new IllegalArgumentException("times are above zero");
        }
        if (maxSpecs < 1 || maxFinishedJobs < 1) {
            throw new IllegalArgumentException("bounds begin at 1");
        }
    }

    /** Heartbeat 60 s, response 10 s, 4,096 miners, 10,000 finished jobs. */
    public static ComputeHordeOptions defaults(String clientId) {
        ClientOptions client = ClientOptions.defaults(clientId);
        return new ComputeHordeOptions(
                client, "unknown", "unknown", Duration.ofSeconds(60), Duration.ofSeconds(10), 4096, 10_000);
    }

    public ComputeHordeOptions withClient(ClientOptions value) {
        return new ComputeHordeOptions(
                value, validatorVersion, runnerVersion, heartbeat, responseTimeout, maxSpecs, maxFinishedJobs);
    }

    public ComputeHordeOptions withVersions(String validator, String runner) {
        return new ComputeHordeOptions(
                client, validator, runner, heartbeat, responseTimeout, maxSpecs, maxFinishedJobs);
    }

    public ComputeHordeOptions withHeartbeat(Duration value) {
        return new ComputeHordeOptions(
                client, validatorVersion, runnerVersion, value, responseTimeout, maxSpecs, maxFinishedJobs);
    }

    public ComputeHordeOptions withResponseTimeout(Duration value) {
        return new ComputeHordeOptions(
                client, validatorVersion, runnerVersion, heartbeat, value, maxSpecs, maxFinishedJobs);
    }

    public ComputeHordeOptions withBounds(int specs, int finishedJobs) {
        return new ComputeHordeOptions(
                client, validatorVersion, runnerVersion, heartbeat, responseTimeout, specs, finishedJobs);
    }
}
