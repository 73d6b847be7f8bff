// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveOutcome;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;

/**
 * One connection of a client that says what a check wants it to say, right or wrong. What the hub says is judged as it
 * comes: a frame that is none, an acknowledgement of what was not sent and a second welcome fail any check.
 */
final class Probe<M> implements AutoCloseable {
    private static final Duration CUT = Duration.ofSeconds(5);

    private final Connection<M> connection;
    private final Frames<M> frames;
    private final ConformanceOptions options;
    private final String clientId;
    private final String source;
    private final Instant time;
    private final EnvelopeReader reader = new EnvelopeReader(Integer.MAX_VALUE);
    private long highestSent;
    private long acknowledged;
    private boolean welcomed;
    private long pings;
    private Optional<CloseReason> closed = Optional.empty();

    Probe(Connection<M> connection, Frames<M> frames, ConformanceOptions options, Client client) {
        this.connection = connection;
        this.frames = frames;
        this.options = options;
        this.clientId = client.id();
        this.source = client.source();
        this.time = client.time();
    }

    // ---- what the client says

    void say(byte[] frame) {
        var unused = connection.outbound().send(frames.text(frame));
    }

    void say(String frame) {
        say(frame.getBytes(StandardCharsets.UTF_8));
    }

    void hello(long next, OptionalLong received) {
        say(EnvelopeWriter.hello(new Envelope.Hello(
                1, clientId, "conformance", "assaylink-conformance", source, next, received, List.of("ack.upto"))));
    }

    Envelope.Welcome welcome(long next) throws Finding, InterruptedException {
        return welcome(next, OptionalLong.empty());
    }

    Envelope.Welcome welcome(long next, OptionalLong received) throws Finding, InterruptedException {
        highestSent = Math.max(highestSent, next - 1);
        hello(next, received);
        Envelope.Welcome welcome = expect(Envelope.Welcome.class, any -> true, "welcome");
        acknowledged = welcome.acked();
        if (acknowledged > highestSent) {
            throw Finding.failed("welcome.acked is " + acknowledged + " where " + highestSent + " was sent");
        }
        return welcome;
    }

    byte[] eventFrame(long sequence, String type, byte[] data) {
        return EnvelopeWriter.event(type, source, "conformance-" + sequence, sequence, time, "conformance", data);
    }

    void event(long sequence) {
        event(sequence, options.eventType());
    }

    void event(long sequence, String type) {
        highestSent = Math.max(highestSent, sequence);
        say(eventFrame(sequence, type, options.data()));
    }

    void events(long from, long to) {
        for (long sequence = from; sequence <= to; sequence++) {
            event(sequence);
        }
    }

    /** Counts as sent: an event whose frame the check made itself. */
    void sent(long sequence) {
        highestSent = Math.max(highestSent, sequence);
    }

    void skip(long sequence) {
        highestSent = Math.max(highestSent, sequence);
        say(EnvelopeWriter.skip(sequence, "expired"));
    }

    void request(String id, String type, Instant expiry) {
        say(EnvelopeWriter.request(
                type, source, id, Instant.now(), expiry, Optional.of("conformance"), options.data()));
    }

    String source() {
        return source;
    }

    String clientId() {
        return clientId;
    }

    long acknowledged() {
        return acknowledged;
    }

    // ---- what the hub says

    /** The next frame; empty where none came within {@code wait}, or the connection ended. */
    Optional<Envelope> next(Duration wait) throws Finding, InterruptedException {
        long until = System.nanoTime() + wait.toNanos();
        while (closed.isEmpty()) {
            long left = until - System.nanoTime();
            ReceiveOutcome<M> outcome = connection.inbound().receive(Duration.ofNanos(Math.max(0, left)));
            if (outcome instanceof ReceiveOutcome.Received<M> received) {
                return Optional.of(judged(received.message()));
            } else if (outcome instanceof ReceiveOutcome.Closed<M> end) {
                closed = Optional.of(end.reason());
            } else if (left <= 0) {
                return Optional.empty();
            }
        }
        return Optional.empty();
    }

    private Envelope judged(M message) throws Finding {
        Envelope envelope;
        try {
            envelope = reader.read(frames.utf8(message).orElseThrow(EnvelopeException::binary));
        } catch (EnvelopeException bad) {
            throw Finding.failed("the hub sent a frame that is none: " + bad.getMessage());
        }
        if (envelope instanceof Envelope.Ack ack) {
            if (ack.upto() > highestSent) {
                throw Finding.failed("ack of " + ack.upto() + " where " + highestSent + " was sent");
            }
            acknowledged = Math.max(acknowledged, ack.upto());
        } else if (envelope instanceof Envelope.Welcome) {
            if (welcomed) {
                throw Finding.failed("a second welcome in one session");
            }
            welcomed = true;
        } else if (envelope instanceof Envelope.Ping ping) {
            say(EnvelopeWriter.pong(ping.n()));
        }
        return envelope;
    }

    /** Waits for this frame, others pass; a nack of an event and the end of the connection fail the check. */
    <T extends Envelope> T expect(Class<T> type, Predicate<T> wanted, String what)
            throws Finding, InterruptedException {
        long until = System.nanoTime() + options.patience().toNanos();
        for (long left = options.patience().toNanos(); left > 0; left = until - System.nanoTime()) {
            Optional<Envelope> heard = next(Duration.ofNanos(left));
            if (heard.isPresent() && type.isInstance(heard.get()) && wanted.test(type.cast(heard.get()))) {
                return type.cast(heard.get());
            }
            if (heard.isPresent()
                    && heard.get() instanceof Envelope.Nack nack
                    && nack.sequence().isPresent()) {
                throw Finding.failed("sequence " + nack.sequence().getAsLong() + " was refused ("
                        + nack.error().code() + ") where " + what + " was expected");
            }
            if (closed.isPresent()) {
                throw Finding.failed(
                        "the connection ended (" + words(closed.get()) + ") where " + what + " was expected");
            }
        }
        throw Finding.failed("no " + what + " within " + options.patience().toMillis() + " ms");
    }

    void acked(long upto) throws Finding, InterruptedException {
        if (acknowledged < upto) {
            var unused = expect(Envelope.Ack.class, ack -> ack.upto() >= upto, "ack of " + upto);
        }
    }

    /** The session still works: a ping is answered. What comes before the pong passes. */
    void alive(String after) throws Finding, InterruptedException {
        long n = ++pings;
        say("{\"kind\":\"ping\",\"n\":" + n + "}");
        var unused = expect(Envelope.Pong.class, pong -> pong.n() == n, "pong after " + after);
    }

    /** Nothing above {@code upto} may be acknowledged for a while; empty answers of the hub pass. */
    void nothingAckedAbove(long upto, String why) throws Finding, InterruptedException {
        long until = System.nanoTime() + options.quiet().toNanos();
        while (closed.isEmpty() && until - System.nanoTime() > 0) {
            var unused = next(Duration.ofNanos(until - System.nanoTime()));
        }
        if (acknowledged > upto) {
            throw Finding.failed("sequence " + acknowledged + " was acknowledged " + why);
        }
    }

    /** The hub ends it, with one of these codes where the transport has codes. */
    void ended(String after, int... codes) throws Finding, InterruptedException {
        long until = System.nanoTime() + options.patience().toNanos();
        while (closed.isEmpty() && until - System.nanoTime() > 0) {
            var unused = next(Duration.ofNanos(until - System.nanoTime()));
        }
        if (closed.isEmpty()) {
            throw Finding.failed("the session goes on after " + after);
        }
        if (codes.length == 0 || (closed.get() instanceof CloseReason.ByPeer peer && peer.code() == 0)) {
            return;
        }
        for (int code : codes) {
            if (closed.get() instanceof CloseReason.ByPeer peer && peer.code() == code) {
                return;
            }
        }
        throw Finding.failed("ended with " + words(closed.get()) + " and not with " + codes[0] + " after " + after);
    }

    boolean isClosed() {
        return closed.isPresent();
    }

    /** Cuts the link. The next connection does not depend on how that went. */
    @Override
    public void close() {
        var unused = connection
                .close(Duration.ZERO)
                .toCompletableFuture()
                .completeOnTimeout(new CloseReason.Local(0, "late"), CUT.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    /** No text of the hub: it is not ours to repeat. */
    private static String words(CloseReason reason) {
        return reason instanceof CloseReason.ByPeer peer
                ? "close code " + peer.code()
                : reason.getClass().getSimpleName();
    }
}
