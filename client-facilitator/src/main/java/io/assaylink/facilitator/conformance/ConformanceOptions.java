// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The settings of a conformance run.
 *
 * @param patience how long an answer that must come may take
 * @param quiet how long is waited for an answer that must not come
 * @param maxHeartbeat the longest heartbeat whose checks are waited for (three of them); longer ones are skipped
 * @param maxProbeBytes the largest frame that is sent
 * @param events in the checks that need some: 1 to 100,000, and never more than the hub's {@code maxInFlight}
 * @param clientId the one id that the hub lets in, where it does not let in any; checks that need two are skipped
 * @param eventType type of the events that the hub must take
 * @param data of these events and of all requests, a JSON document
 * @param poisonType type of an event that the hub refuses for good
 * @param laterType type of an event that the hub refuses for now, the first time
 * @param requestType type of a request that the hub answers, with a reply or an error
 * @param only what is run, with its groundwork; all by default
 */
public record ConformanceOptions(
        Duration patience,
        Duration quiet,
        Duration maxHeartbeat,
        int maxProbeBytes,
        int events,
        Optional<String> clientId,
        String eventType,
        byte[] data,
        String poisonType,
        String laterType,
        String requestType,
        Set<HubCheck> only) {

    private static final ConformanceOptions DEFAULTS = new ConformanceOptions(
            Duration.ofSeconds(10),
            Duration.ofMillis(500),
            Duration.ofSeconds(2),
            17 << 20,
            100,
            Optional.empty(),
            "io.assaylink.conformance.event.v1",
            "{\"format\":\"conformance/1\"}".getBytes(StandardCharsets.UTF_8),
            "io.assaylink.conformance.refuse.v1",
            "io.assaylink.conformance.later.v1",
            "io.assaylink.order.query.v1",
            EnumSet.allOf(HubCheck.class));

    public ConformanceOptions {
        if (events < 1 || events > 100_000 || maxProbeBytes < 1024) {
            throw new IllegalArgumentException("events: 1 to 100000; maxProbeBytes: 1024 or more");
        }
        only = Set.copyOf(only);
    }

    public static ConformanceOptions defaults() {
        return DEFAULTS;
    }

    public ConformanceOptions withTimes(Duration wanted, Duration unwanted, Duration heartbeat) {
        return with(copy -> {
            copy.patience = wanted;
            copy.quiet = unwanted;
            copy.maxHeartbeat = heartbeat;
        });
    }

    public ConformanceOptions withSizes(int probeBytes, int count) {
        return with(copy -> {
            copy.maxProbeBytes = probeBytes;
            copy.events = count;
        });
    }

    public ConformanceOptions withClientId(String value) {
        return with(copy -> copy.clientId = Optional.of(value));
    }

    /** What the hub takes and answers; {@code json} is not changed afterwards. */
    public ConformanceOptions withTraffic(String event, byte[] json, String request) {
        return with(copy -> {
            copy.eventType = event;
            copy.data = json;
            copy.requestType = request;
        });
    }

    /** What the hub refuses. */
    public ConformanceOptions withRefused(String forGood, String forNow) {
        return with(copy -> {
            copy.poisonType = forGood;
            copy.laterType = forNow;
        });
    }

    public ConformanceOptions withOnly(Set<HubCheck> value) {
        return with(copy -> copy.only = value);
    }

    private ConformanceOptions with(Consumer<Copy> change) {
        Copy copy = new Copy(this);
        change.accept(copy);
        return copy.options();
    }

    /** The same values by name, some of which are to be others. */
    private static final class Copy {
        private Duration patience;
        private Duration quiet;
        private Duration maxHeartbeat;
        private int maxProbeBytes;
        private int events;
        private Optional<String> clientId;
        private String eventType;
        private byte[] data;
        private String poisonType;
        private String laterType;
        private String requestType;
        private Set<HubCheck> only;

        Copy(ConformanceOptions of) {
            patience = of.patience;
            quiet = of.quiet;
            maxHeartbeat = of.maxHeartbeat;
            maxProbeBytes = of.maxProbeBytes;
            events = of.events;
            clientId = of.clientId;
            eventType = of.eventType;
            data = of.data;
            poisonType = of.poisonType;
            laterType = of.laterType;
            requestType = of.requestType;
            only = of.only;
        }

        ConformanceOptions options() {
            return new ConformanceOptions(
                    patience,
                    quiet,
                    maxHeartbeat,
                    maxProbeBytes,
                    events,
                    clientId,
                    eventType,
                    data,
                    poisonType,
                    laterType,
                    requestType,
                    only);
        }
    }
}
