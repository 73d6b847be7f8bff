// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveOutcome;
import io.assaylink.transport.loopback.LoopbackPair;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A stream transport that speaks lines, and a peer in memory at its other end.
 *
 * @param <T> what the peer receives
 */
public final class LoopbackRig<T> implements Rig<String> {
    private final Connection<String> connection;
    private final LoopbackPair<T> pair;
    private final BiConsumer<T, Consumer<String>> lines;
    private final Runnable release;
    private final ArrayDeque<String> received = new ArrayDeque<>();

    /** With {@code lines} the lines that are whole with what the peer received; {@code release} runs last. */
    public LoopbackRig(
            Connection<String> connection,
            LoopbackPair<T> pair,
            BiConsumer<T, Consumer<String>> lines,
            Runnable release) {
        this.connection = connection;
        this.pair = pair;
        this.lines = lines;
        this.release = release;
    }

    @Override
    public Connection<String> connection() {
        return connection;
    }

    @Override
    public String message(String text) {
        return text;
    }

    @Override
    public String text(String message) {
        return message;
    }

    @Override
    public void peerSends(String text) {
        peerBegins(text + "\n");
    }

    @Override
    public void peerBegins(String text) {
        pair.toNear().inject(text.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public void peerFinishes(String rest) {
        peerSends(rest);
    }

    @Override
    public void peerEnds() {
        pair.toNear().end();
    }

    @Override
    public void peerResets() {
        pair.toNear().sever();
    }

    @Override
    public String peerReceives() throws IOException {
        while (received.isEmpty()) {
            if (receive() instanceof ReceiveOutcome.Received<T> read) {
                lines.accept(read.message(), received::add);
            } else {
                return "";
            }
        }
        return received.remove();
    }

    @Override
    public boolean peerSeesTheEnd() throws IOException {
        return receive() instanceof ReceiveOutcome.Closed;
    }

    private ReceiveOutcome<T> receive() throws IOException {
        try {
            return pair.far().inbound().receive(Duration.ofSeconds(20));
        } catch (InterruptedException interrupted) {
            throw new InterruptedIOException(interrupted.toString());
        }
    }

    @Override
    public void close() {
        release.run();
    }
}
