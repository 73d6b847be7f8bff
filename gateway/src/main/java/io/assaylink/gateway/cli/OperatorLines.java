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
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One clear line for each thing an operator has to know; a failure that repeats is said once. */
class OperatorLines implements GatewayListener {
    private final PrintWriter err;
    private final String hub;
    private final Set<String> down = ConcurrentHashMap.newKeySet();
    /** Codes by open connection. */
    private final Map<String, Set<String>> said = new ConcurrentHashMap<>();

    private boolean hubDown;

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

    @Override
    public synchronized void hub(StateChange change) {
        if (change.to() == Phase.READY) {
            hubDown = false;
            say("hub " + hub + " is connected");
        } else if (change.to() == Phase.SUSPENDED) {
            hubDown = true;
            say("hub " + hub + " does not want us (" + change.reason()
                    + "); messages are accepted into the outbox, the next try is minutes away");
        } else if (change.to() == Phase.BACKING_OFF && change.from() != Phase.IDLE && !hubDown) {
            hubDown = true;
            say("hub " + hub + " is not reachable (" + change.reason()
                    + "); messages are accepted into the outbox, trying again");
        }
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

    @Override
    public void alarm(Alarm alarm) {
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
