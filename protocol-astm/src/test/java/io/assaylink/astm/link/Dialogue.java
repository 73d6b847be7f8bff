// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import io.assaylink.astm.frame.Wire;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A link in virtual time: what it is told, what it says. */
final class Dialogue {

    static final long SECOND = 1_000_000_000L;

    final AstmLink link;
    final List<LinkEvent> events = new ArrayList<>();
    private final int chunk;
    private boolean accepting = true;
    private long now = 7_777_777;
    private final long start = now;

    Dialogue(Position position, LinkProfile profile, LinkTimers timers, int chunk) {
        this.link = new AstmLink(position, profile, timers);
        this.chunk = chunk;
    }

    Dialogue(Position position, int chunk) {
        this(position, LinkProfile.strict(), LinkTimers.defaults(), chunk);
    }

    /** Messages wait for {@code accept}. */
    Dialogue holding() {
        accepting = false;
        return this;
    }

    private void on(LinkEvent event) {
        events.add(event);
        if (accepting && event instanceof LinkEvent.Delivered delivered) {
            link.accept(delivered.hold(), now, this::on);
        }
    }

    /** The peer sends; the answer is what we say at once. */
    String hears(String printed) {
        return hears(Wire.bytes(printed));
    }

    String hears(byte[] bytes) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int at = 0; at < bytes.length; at += chunk) {
            link.decode(ByteBuffer.wrap(bytes, at, Math.min(chunk, bytes.length - at)), now, this::on);
            drain(said);
        }
        return Wire.print(said.toByteArray());
    }

    /** In reads of random sizes. */
    String hears(byte[] bytes, Random random) {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        int largest = 1 + random.nextInt(Math.max(1, bytes.length));
        for (int at = 0, size; at < bytes.length; at += size) {
            size = Math.min(1 + random.nextInt(largest), bytes.length - at);
            link.decode(ByteBuffer.wrap(bytes, at, size), now, this::on);
            drain(said);
        }
        return Wire.print(said.toByteArray());
    }

    /** Lets time pass up to this many seconds from the start, waking the link exactly when it asks. */
    String at(double seconds) {
        long until = start + (long) (seconds * SECOND);
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        for (int wakes = 0; link.nextDeadline(now) <= until && wakes < 1000; wakes++) {
            now = Math.max(now, link.nextDeadline(now));
            link.tick(now, this::on);
            drain(said);
        }
        now = until;
        return Wire.print(said.toByteArray());
    }

    /** When the link next wants to be woken, in seconds from the start; -1: never. */
    double wakesAt() {
        long deadline = link.nextDeadline(now);
        return deadline == Long.MAX_VALUE ? -1 : (deadline - start) / (double) SECOND;
    }

    long sends(String records) {
        return sends(records, SendOptions.defaults());
    }

    long sends(String records, SendOptions options) {
        return link.send(Wire.bytes(records), options, now, this::on);
    }

    String accepts(Hold hold) {
        link.accept(hold, now, this::on);
        return says();
    }

    String refuses(Hold hold) {
        link.refuse(hold, RefuseReason.STORE_UNAVAILABLE, now, this::on);
        return says();
    }

    void closes() {
        link.closed(now, this::on);
    }

    String says() {
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        drain(said);
        return Wire.print(said.toByteArray());
    }

    private void drain(ByteArrayOutputStream said) {
        link.drainTo(buffer -> {
            while (buffer.hasRemaining()) {
                said.write(buffer.get());
            }
        });
    }

    <E extends LinkEvent> List<E> all(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    List<String> delivered() {
        return all(LinkEvent.Delivered.class).stream()
                .map(event -> Wire.print(event.message().toBytes()))
                .toList();
    }
}
