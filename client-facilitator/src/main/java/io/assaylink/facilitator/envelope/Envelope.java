// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.envelope;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** One frame of the facilitator protocol, version 1. Values only: whether it is allowed now is the session's matter. */
public sealed interface Envelope {

    /**
     * The client's first frame.
     *
     * @param protocol version, 1
     * @param clientId who: the hub keeps one connection per id
     * @param instance this run of the client
     * @param software name and version
     * @param source {@code source} of the events to come; ends in the outbox's id
     * @param next the lowest sequence that the client may send
     * @param received highest hub sequence stored by the client; empty where there is none
     */
    record Hello(
            long protocol,
            String clientId,
            String instance,
            String software,
            String source,
            long next,
            OptionalLong received,
            List<String> features)
            implements Envelope {}

    /**
     * The hub's answer to {@link Hello}.
     *
     * @param acked everything up to this sequence is durable at the hub; 0: nothing
     * @param heartbeatMs milliseconds of silence before a ping
     * @param maxInFlight unacknowledged events at most
     * @param maxFrameBytes bytes of one frame at most
     */
    record Welcome(String session, long acked, long heartbeatMs, long maxInFlight, long maxFrameBytes)
            implements Envelope {}

    /** Everything up to {@code upto} is stored durably; the sender may forget it. */
    record Ack(long upto) implements Envelope {}

    /** One event (by sequence) or another message (by id) was refused. */
    record Nack(OptionalLong sequence, Optional<String> id, Problem error) implements Envelope {}

    /** This sequence is settled without its event. */
    record Skip(long sequence, String reason) implements Envelope {}

    /** Only from peers that cannot send WebSocket pings; answered with {@link Pong}. */
    record Ping(long n) implements Envelope {}

    record Pong(long n) implements Envelope {}

    /** The peer is about to close; {@code retryAfterMs} empty where it names no time. */
    record Bye(String code, OptionalLong retryAfterMs) implements Envelope {}

    /** A kind that this version does not know. */
    record Unknown(String kind, OptionalLong sequence, Optional<String> id) implements Envelope {}

    /** The four kinds of application message. */
    enum Kind {
        EVENT,
        REQUEST,
        REPLY,
        ERROR
    }

    /**
     * An application message: a CloudEvents 1.0 JSON event.
     *
     * @param sequence events only
     * @param time when it was made, where the peer said so
     * @param subject the instrument, where there is one
     * @param causationId replies and errors: the id of the request
     * @param expiry requests: nobody waits for the reply afterwards
     * @param data the bytes of the {@code data} member, {@code null} in JSON where it is absent; not to be changed
     */
    record Message(
            Kind kind,
            String type,
            String source,
            String id,
            OptionalLong sequence,
            Optional<Instant> time,
            Optional<String> subject,
            Optional<String> causationId,
            Optional<Instant> expiry,
            byte[] data)
            implements Envelope {

        @Override
        public String toString() {
            return "Message[kind=" + kind + ", type=" + type + ", id=" + id + ", bytes=" + data.length + "]";
        }
    }
}
