// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import io.assaylink.hl7.mllp.MllpEncoder;
import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.commit.CommitEvent.Received;
import io.assaylink.hl7.mllp.commit.CommitEvent.Repeated;
import io.assaylink.hl7.mllp.commit.CommitMemory.Known;
import io.assaylink.hl7.mllp.commit.CommitMemory.State;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.function.Consumer;

/** The receiver of content blocks: each is answered once, in order of arrival, after it is stored. */
final class CommitDestination {

    /** Where commit blocks go; {@code left} runs when the block is handed to the connection. */
    interface Writer {
        void write(ByteBuffer block, Runnable left);
    }

    private static final class Block {
        final long number;
        final Optional<Known> entry; // empty: nothing that could be stored

        Block(long number, Optional<Known> entry) {
            this.number = number;
            this.entry = entry;
        }

        boolean isSettled() {
            return entry.isEmpty() || entry.get().state != State.OPEN;
        }
    }

    private final CommitOptions options;
    private final CommitMemory memory;
    private final Writer writer;
    private final Deque<Block> blocks = new ArrayDeque<>(); // in order of arrival, until answered
    private Optional<Known> last = Optional.empty(); // of this connection
    private long numbers;

    CommitDestination(CommitOptions options, CommitMemory memory, Writer writer) {
        this.options = options;
        this.memory = memory;
        this.writer = writer;
    }

    boolean hasRoom() {
        return blocks.size() < options.heldLimit();
    }

    void received(Frame frame, Consumer<CommitEvent> out) {
        BlockKey key = BlockKey.of(frame.content());
        Optional<Known> earlier = memory.find(key).filter(entry -> entry.state != State.REFUSED);
        boolean repeat = earlier.filter(entry -> entry.key.equals(key) && isRepeated(entry))
                .isPresent();
        Known entry = repeat ? earlier.orElseThrow() : memory.remember(key);
        Block block = new Block(++numbers, Optional.of(entry));
        blocks.add(block);
        last = block.entry;
        if (repeat) {
            out.accept(new Repeated(frame.offset()));
            flush();
        } else {
            out.accept(new Received(block.number, frame, earlier.isPresent()));
        }
    }

    /**
     * A source sends the same bytes again while it has no commit block. That is sure while none was written, and where no
     * other block came in between on this connection: a source that has its commit block goes on to the next.
     */
    private boolean isRepeated(Known entry) {
        return switch (entry.state) {
            case OPEN -> blocks.stream().anyMatch(block -> block.entry.equals(Optional.of(entry)));
            case STORED -> true;
            case ANSWERED -> last.equals(Optional.of(entry));
            case REFUSED -> false;
        };
    }

    /** A content block that nobody can store. */
    void unusable() {
        blocks.add(new Block(++numbers, Optional.empty()));
        last = Optional.empty();
        flush();
    }

    void settle(long number, boolean stored) {
        Known entry = blocks.stream()
                .filter(block -> block.number == number && !block.isSettled())
                .findFirst()
                .flatMap(block -> block.entry)
                .orElseThrow(() -> new IllegalStateException("no such block, or settled already"));
        entry.state = stored ? State.STORED : State.REFUSED;
        flush();
    }

    private void flush() {
        while (!blocks.isEmpty() && blocks.element().isSettled()) {
            Optional<Known> entry = blocks.remove().entry;
            boolean positive = entry.filter(one -> one.state != State.REFUSED).isPresent();
            writer.write(
                    MllpEncoder.commit(positive),
                    () -> entry.filter(one -> one.state == State.STORED).ifPresent(one -> one.state = State.ANSWERED));
        }
    }
}
