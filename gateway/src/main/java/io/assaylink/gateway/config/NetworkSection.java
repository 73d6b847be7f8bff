// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.config;

import io.assaylink.transport.socket.AddressRange;
import io.assaylink.transport.socket.Admission;
import io.assaylink.transport.socket.KeepAlive;
import io.assaylink.transport.socket.SocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The keys of an instrument that are about its connections. */
final class NetworkSection {
    static final String ALLOW = "allow";
    static final String MAX_CONNECTIONS = "max-connections";
    static final String MAX_PER_ADDRESS = "max-connections-per-address";
    static final String CONNECT_TIMEOUT = "connect-timeout";
    static final String KEEP_ALIVE = "keep-alive";
    static final String CLOSE_AFTER_QUIET = "close-after-quiet";

    /** More sockets than any analyzer has. */
    private static final int MOST = 65_535;

    private static final Duration LONGEST_CONNECT = Duration.ofMinutes(10);
    /** Above the time that the answer to a message may be held, and above the longest pause within one. */
    private static final Duration LEAST_QUIET = Duration.ofMinutes(1);

    private final Section section;

    private NetworkSection(Section section) {
        this.section = section;
    }

    /** {@code listens} where the analyzer connects to us. */
    static InstrumentNetwork read(Section of, boolean listens) throws ConfigException {
        for (String key : listens ? List.of(CONNECT_TIMEOUT) : List.of(ALLOW, MAX_CONNECTIONS, MAX_PER_ADDRESS)) {
            if (of.has(key)) {
                throw of.problem(
                        key,
                        "'" + of.path(key) + "' is for an instrument that has " + (listens ? "connect" : "listen")
                                + ", this one has " + (listens ? "listen" : "connect"));
            }
        }
        NetworkSection network = new NetworkSection(of);
        return InstrumentNetwork.defaults()
                .withAdmission(network.admission())
                .withSocket(network.socket())
                .withCloseAfterQuiet(network.closeAfterQuiet());
    }

    private Admission admission() throws ConfigException {
        Admission defaults = Admission.defaults();
        List<AddressRange> allowed = new ArrayList<>();
        for (Section.Text text : section.texts(ALLOW)) {
            try {
                allowed.add(AddressRange.parse(text.value()));
            } catch (IllegalArgumentException wrong) {
                throw text.problem("'" + section.path(ALLOW) + "': " + wrong.getMessage());
            }
        }
        return defaults.withAllowed(allowed)
                .withMaxConnections(
                        count(MAX_CONNECTIONS, defaults.maxConnections()),
                        count(MAX_PER_ADDRESS, defaults.maxConnectionsPerAddress()));
    }

    private int count(String key, int otherwise) throws ConfigException {
        Optional<Section.Text> text = section.optionalText(key);
        if (text.isEmpty()) {
            return otherwise;
        }
        String value = text.get().value();
        int count = value.matches("\\d{1,5}") ? Integer.parseInt(value) : 0;
        if (count < 1 || count > MOST) {
            throw text.get().problem("'" + section.path(key) + "' is a whole number from 1 to " + MOST);
        }
        return count;
    }

    private SocketOptions socket() throws ConfigException {
        SocketOptions options = SocketOptions.defaults();
        Optional<Section.Text> connect = section.optionalText(CONNECT_TIMEOUT);
        if (connect.isPresent()) {
            Duration bound = time(connect.get(), CONNECT_TIMEOUT);
            if (bound.isZero() || bound.compareTo(LONGEST_CONNECT) > 0) {
                throw connect.get().problem("'" + section.path(CONNECT_TIMEOUT) + "' is from 1ms to 10m");
            }
            options = options.withConnectTimeout(bound);
        }
        Optional<Section.Text> keepAlive = section.optionalText(KEEP_ALIVE);
        return keepAlive.isPresent() ? options.withKeepAlive(keepAlive(keepAlive.get())) : options;
    }

    private KeepAlive keepAlive(Section.Text text) throws ConfigException {
        if (text.value().equals("off")) {
            return KeepAlive.off();
        }
        KeepAlive defaults = KeepAlive.defaults();
        try {
            return KeepAlive.of(time(text, KEEP_ALIVE), defaults.interval(), defaults.count());
        } catch (IllegalArgumentException outside) {
            throw text.problem("'" + section.path(KEEP_ALIVE) + "' is off, or from 1s to 9h");
        }
    }

    private Duration closeAfterQuiet() throws ConfigException {
        Optional<Section.Text> text = section.optionalText(CLOSE_AFTER_QUIET);
        if (text.isEmpty()) {
            return Duration.ZERO;
        }
        Duration quiet = time(text.get(), CLOSE_AFTER_QUIET);
        if (quiet.compareTo(LEAST_QUIET) < 0) {
            throw text.get()
                    .problem("'" + section.path(CLOSE_AFTER_QUIET)
                            + "' is 1m or more: an answer that is held must not be cut off");
        }
        return quiet;
    }

    private Duration time(Section.Text text, String key) throws ConfigException {
        try {
            return TimeText.parse(text.value());
        } catch (IllegalArgumentException wrong) {
            throw text.problem("'" + section.path(key) + "': " + wrong.getMessage());
        }
    }
}
