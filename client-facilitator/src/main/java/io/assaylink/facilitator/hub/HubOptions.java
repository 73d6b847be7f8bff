// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * The settings of a development hub.
 *
 * @param store the SQLite file; empty keeps events in memory only
 * @param heartbeat what clients are told
 * @param maxInFlight what clients are told
 * @param maxFrameBytes what clients are told, and the bound on what is read
 * @param helloTimeout from connected to {@code hello}
 */
public record HubOptions(
        Optional<Path> store, Duration heartbeat, int maxInFlight, int maxFrameBytes, Duration helloTimeout) {

    public static HubOptions defaults() {
        return new HubOptions(Optional.empty(), Duration.ofSeconds(20), 256, 16 << 20, Duration.ofSeconds(10));
    }

    public HubOptions withStore(Path file) {
        return new HubOptions(Optional.of(file), heartbeat, maxInFlight, maxFrameBytes, helloTimeout);
    }

    public HubOptions withHeartbeat(Duration value) {
        return new HubOptions(store, value, maxInFlight, maxFrameBytes, helloTimeout);
    }

    public HubOptions withMaxInFlight(int value) {
        return new HubOptions(store, heartbeat, value, maxFrameBytes, helloTimeout);
    }

    public HubOptions withMaxFrameBytes(int value) {
        return new HubOptions(store, heartbeat, maxInFlight, value, helloTimeout);
    }
}
