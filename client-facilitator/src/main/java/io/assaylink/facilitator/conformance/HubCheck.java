// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One thing that a hub must do, in the order of the run. Names, ids and clauses are stable. */
public enum HubCheck {
    WELCOME("welcome", "3.2", "hello is answered with a welcome that acknowledges nothing of a new source"),
    PING("ping", "3.5", "a JSON ping is answered with its pong", WELCOME),
    EVENT_ACK("event.ack", "4.2", "events are acknowledged, all of them and none that was not sent", WELCOME),
    HELLO_FIRST("hello.first", "3.1", "nothing but hello opens a session", WELCOME),
    HELLO_VERSION("hello.version", "3.3", "a version that nobody speaks is refused with 4406"),
    CREDENTIALS("credentials", "1.4", "wrong credentials are refused with 401, 403, 4401 or 4403"),
    WINDOW(
            "event.window",
            "4.7",
            "maxInFlight events are taken in one go, however slowly they are acknowledged",
            EVENT_ACK),
    DUPLICATE("event.duplicate", "4.3", "an event that comes twice is no error, and is stored once", EVENT_ACK),
    GAP("event.gap", "4.4", "nothing behind a gap is acknowledged before the gap is filled", EVENT_ACK),
    SKIP("event.skip", "4.6", "a skip settles its sequence", EVENT_ACK),
    SOURCE("event.source", "4.1", "an event of another source than the hello's is not taken", EVENT_ACK),
    POISON("event.poison", "4.5", "an event that is refused for good stops no other", EVENT_ACK),
    LATER("event.later", "4.5", "an event that is refused for now is not overtaken", EVENT_ACK),
    RESUME("resume", "3.4", "the next welcome says what was acknowledged", EVENT_ACK),
    CUT("resume.cut", "3.4", "a link that is cut with events in transit loses and doubles none", EVENT_ACK),
    RESTART("restart", "4.2", "what was acknowledged is there after a restart of the hub", EVENT_ACK),
    REPLACED("replaced", "3.6", "the newer hello wins, the older gets 4409", EVENT_ACK),
    TWO_CLIENTS("clients", "3.6", "two clients do not meet", EVENT_ACK),
    QUIET("heartbeat.quiet", "3.5", "a client that is quiet and answers pings is kept", PING),
    SILENT("heartbeat.silent", "3.5", "a client that sends no byte is given up after 2.5 heartbeats", WELCOME),
    UNKNOWN_FIELD("frame.unknown-field", "2.3", "fields that nobody knows are ignored", EVENT_ACK),
    UNKNOWN_KIND("frame.unknown-kind", "2.4", "an unknown kind is refused by id or sequence, or dropped", PING),
    BAD_FRAME("frame.bad", "2.5", "a frame that is none is not taken and does not end the session", PING, EVENT_ACK),
    DUPLICATE_KEY("frame.duplicate-key", "2.5", "a frame in which a name stands twice is not taken", PING, EVENT_ACK),
    NESTING("frame.nesting", "2.5", "a frame nested deeper than 64 is not taken", PING, EVENT_ACK),
    TOO_MANY_BAD("frame.too-many-bad", "2.5", "more than ten bad frames a minute end the session with 4400", WELCOME),
    LARGE("frame.large", "2.6", "an event as large as maxFrameBytes is taken", EVENT_ACK),
    TOO_LARGE("frame.too-large", "2.6", "an event above maxFrameBytes is not taken, and the hub lives", EVENT_ACK),
    REQUEST("request", "5.2", "every request gets one answer, with its id, and no second one", WELCOME),
    REQUEST_UNKNOWN("request.unknown-type", "5.2", "a request that nobody can answer gets an error", WELCOME),
    REQUEST_EXPIRED("request.expired", "5.3", "a request that came after its time gets no reply", REQUEST),
    STRAY_REPLY("reply.stray", "5.4", "a reply that nobody waits for does no harm", PING),
    HUB_REQUEST("hub.request", "5.1", "a request of the hub bears an id and an expiry, and its reply arrives", WELCOME),
    HUB_EVENT(
            "hub.event", "4.8", "an event of the hub comes again until it is acknowledged, and then no more", WELCOME);

    private final String id;
    private final String clause;
    private final String title;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<HubCheck> groundwork;

    HubCheck(String id, String clause, String title, HubCheck... groundwork) {
        this.id = id;
        this.clause = clause;
        this.title = title;
        this.groundwork = List.of(groundwork);
    }

    /** As reports and {@code hub-check --only} have it: {@code event.gap}. */
    public String id() {
        return id;
    }

    /** Of {@code docs/facilitator-protocol.md}. */
    public String clause() {
        return clause;
    }

    /** What the hub must do. */
    public String title() {
        return title;
    }

    /** What has to be passed before this one can say anything; without it this one is skipped. */
    public List<HubCheck> groundwork() {
        return groundwork;
    }

    public static Optional<HubCheck> byId(String id) {
        return Arrays.stream(values()).filter(check -> check.id.equals(id)).findFirst();
    }
}
