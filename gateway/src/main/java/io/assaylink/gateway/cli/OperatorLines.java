// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.instrument.DurableMessage;
import io.assaylink.gateway.GatewayListener;
import io.assaylink.gateway.config.HostPort;
import io.assaylink.gateway.config.InstrumentConfig;
import io.assaylink.transport.CloseReason;
import java.io.PrintWriter;
import java.net.InetSocketAddress;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One clear line for each thing an operator has to know; a failure that repeats is said once. */
class OperatorLines implements GatewayListener {
    private static final int MOST = 32;
    private static final Set<String> OF_LINK = Set.of("hub.misconfigured", "credentials.refused", "client.replaced");

    private final PrintWriter err;
    private final String hub;
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    /** Codes by open connection. */
    private final Map<String, Set<String>> said = new ConcurrentHashMap<>();

    /** What was said of the hub since it was connected last; more than {@link #MOST} reasons are not told apart. */
    private final Set<String> ofHub = new HashSet<>();

    /**
     * Lines to this writer.
     *
     * @param hub its URI
     */
    OperatorLines(PrintWriter err, String hub) {
        this.err = err;
        this.hub = hub;
    }

    @Override
    public void listening(InstrumentConfig instrument, InetSocketAddress address) {
        down.remove(instrument.id());
        say("instrument " + instrument.id() + " listens on " + HostPort.format(address));
    }

    @Override
    public void connected(InstrumentConfig instrument) {
        down.remove(instrument.id());
        say("instrument " + instrument.id() + " is connected to " + HostPort.format(instrument.address()));
    }

    @Override
    public void down(InstrumentConfig instrument, String why, int row) {
        if (!down.add(instrument.id())) {
            return;
        }
        String address = HostPort.format(instrument.address());
        say(
                instrument.role() == InstrumentConfig.Role.LISTEN
                        ? "instrument " + instrument.id() + " cannot listen on " + address + " (" + words(why)
                                + "); trying again, the others run"
                        : "instrument " + instrument.id() + " at " + address + " is not connected (" + words(why)
                                + "); trying again");
    }

    /** Each reason once until the hub is connected again: who waits for hours is not told with each attempt. */
    @Override
    public synchronized void hub(StateChange change) {
        if (change.to() == Phase.READY) {
            ofHub.clear();
            say("hub " + hub + " is connected");
        } else if (change.to() == Phase.SUSPENDED && isNews(change.reason())) {
            say("hub " + hub + " does not want us (" + change.reason() + "); messages are accepted into the outbox, "
                    + next(change));
        } else if (change.to() == Phase.BACKING_OFF && change.from() != Phase.IDLE && isNews(change.reason())) {
            say("hub " + hub + " is not reachable (" + change.reason() + "); messages are accepted into the outbox, "
                    + next(change));
        }
    }

    private boolean isNews(String what) {
        return ofHub.size() < MOST && ofHub.add(what);
    }

    private static String next(StateChange change) {
        return change.retryIn()
                .map(wait -> "the next try is in " + Math.max(1, wait.toSeconds()) + " s")
                .orElse("and nobody tries again before credentials or settings change");
    }

    @Override
    public void refused(String instrument, String connection, String code) {
        say("instrument " + instrument + ": a message was refused, the instrument keeps it (" + code + ")");
    }

    @Override
    public void quarantined(String instrument, String connection, String code, int bytes) {
        say("instrument " + instrument + ": " + bytes + " bytes that are no message went to quarantine (" + code + ")");
    }

    /** Each code once per connection: enough to know what a wire does, and no flood from a bad one. */
    @Override
    public void event(String instrument, String connection, String code, long offset) {
        Set<String> known = said.get(connection);
        if (known == null || known.add(code)) {
            say("instrument " + instrument + ": " + code + (offset < 0 ? "" : " at byte " + offset) + " (said once for "
                    + connection + ")");
        }
    }

    @Override
    public void opened(String instrument, String connection) {
        said.put(connection, ConcurrentHashMap.newKeySet());
    }

    @Override
    public void closed(String instrument, String connection, CloseReason reason) {
        said.remove(connection);
    }

    /** Of the link to the hub likewise: its numbers are attempts, and rise. */
    @Override
    public synchronized void alarm(Alarm alarm) {
        if (OF_LINK.contains(alarm.code()) && !isNews(alarm.code())) {
            return;
        }
        say("ALARM " + alarm.code() + (alarm.to() == 0 ? "" : " " + alarm.from() + " to " + alarm.to()));
    }

    @Override
    public void durable(DurableMessage message) {
        // results are data, not operator lines
    }

    private static String words(String why) {
        return switch (why) {
            case "BindException" -> "the address is in use or not of this machine";
            case "UnknownHostException" -> "unknown host";
            default -> why;
        };
    }

    final void say(String line) {
        err.println("assaylink: " + line);
    }
}
