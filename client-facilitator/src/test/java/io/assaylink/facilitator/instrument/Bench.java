// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Framing;
import io.assaylink.transport.Machine;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.loop.VirtualLoop;
import io.assaylink.transport.loopback.LoopbackPair;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** One instrument at one endpoint, over the in-memory transport in virtual time. Control characters are written by name. */
final class Bench implements EndpointListener {
    final VirtualLoop loop = new VirtualLoop();
    final HeldOutbox outbox;
    final List<DurableMessage> durable = new ArrayList<>();
    final List<String> refused = new ArrayList<>();
    final List<String> events = new ArrayList<>();
    final List<InstrumentProtocol> detected = new ArrayList<>();
    final List<CloseReason> closed = new ArrayList<>();
    final ArrayDeque<Runnable> conversions = new ArrayDeque<>();
    private final InstrumentEndpoint endpoint;
    private final LoopbackTransport<ByteBuffer> transport;
    private final ByteArrayOutputStream heard = new ByteArrayOutputStream();
    private LoopbackPair<ByteBuffer> pair;

    Bench(InstrumentOptions options) {
        this(options, Optional.empty());
    }

    /** A gateway that was started again. */
    Bench(InstrumentOptions options, HeldOutbox outbox) {
        this(options, Optional.empty(), outbox);
    }

    /** With another listener than this bench. */
    Bench(InstrumentOptions options, Optional<EndpointListener> other) {
        this(options, other, new HeldOutbox());
    }

    private Bench(InstrumentOptions options, Optional<EndpointListener> other, HeldOutbox outbox) {
        this.outbox = outbox;
        transport = LoopbackTransport.on(loop, "bench", Framing::none, ReceiveLimits.defaults());
        endpoint = new InstrumentEndpoint(
                options,
                outbox,
                conversions::add,
                other.orElse(this),
                loop.ticker(),
                () -> Instant.ofEpochSecond(1_700_000_000));
        pair = connect();
    }

    /** A further connection of the same instrument; the one before is left alone. */
    LoopbackPair<ByteBuffer> connect() {
        pair = transport.pair();
        pair.far().drive(endpoint.connection());
        pair.near().drive(new Machine<>() {
            @Override
            public void opened(Driver<ByteBuffer> driver, long now) {}

            @Override
            public void received(ByteBuffer message, long now) {
                byte[] bytes = new byte[message.remaining()];
                message.get(bytes);
                heard.writeBytes(bytes);
            }

            @Override
            public void closed(CloseReason reason, long now) {}
        });
        loop.run();
        return pair;
    }

    void disconnect() {
        var unused = pair.near().close(Duration.ZERO);
        loop.run();
    }

    /** The instrument says this and ends its half at once; it still listens. */
    String sayLast(String text) {
        pair.toFar().inject(bytes(text));
        pair.toFar().end();
        return hear();
    }

    CompletableFuture<Void> finish() {
        CompletableFuture<Void> finished = endpoint.finish().toCompletableFuture();
        loop.run();
        return finished;
    }

    /** Our side begins to close; nothing has happened yet when this returns. */
    void closeFromHere() {
        var unused = pair.far().close(Duration.ofSeconds(2));
    }

    /** The instrument says this; answers what it heard meanwhile. */
    String say(String text) {
        return say(bytes(text));
    }

    String say(byte[] bytes) {
        var unused = pair.near().outbound().send(ByteBuffer.wrap(bytes));
        return hear();
    }

    String hear() {
        loop.run();
        String text = text(heard.toByteArray());
        heard.reset();
        return text;
    }

    String pass(Duration time) {
        loop.advance(time);
        return hear();
    }

    static byte[] bytes(String text) {
        return text.replace("<SOH>", "\u0001")
                .replace("<STX>", "\u0002")
                .replace("<ETX>", "\u0003")
                .replace("<EOT>", "\u0004")
                .replace("<ENQ>", "\u0005")
                .replace("<ACK>", "\u0006")
                .replace("<VT>", "\u000B")
                .replace("<FS>", "\u001C")
                .replace("<CR>", "\r")
                .replace("<LF>", "\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("\u0006", "<ACK>")
                .replace("\u0015", "<NAK>")
                .replace("\u000B", "<VT>")
                .replace("\u001C", "<FS>")
                .replace("\r", "<CR>");
    }

    /** One ASTM frame with its checksum. */
    static String frame(int number, String records) {
        byte[] body = bytes(number + records + "<ETX>");
        int sum = 0;
        for (byte b : body) {
            sum += b & 0xFF;
        }
        return "<STX>" + number + records + "<ETX>" + "%02X".formatted(sum & 0xFF) + "<CR><LF>";
    }

    @Override
    public void detected(String instrument, String connection, InstrumentProtocol protocol) {
        detected.add(protocol);
    }

    @Override
    public void durable(DurableMessage message) {
        durable.add(message);
    }

    @Override
    public void refused(String instrument, String connection, String code) {
        refused.add(code);
    }

    @Override
    public void event(String instrument, String connection, String code, long offset) {
        events.add(code);
    }

    @Override
    public void closed(String instrument, String connection, CloseReason reason) {
        closed.add(reason);
    }
}
