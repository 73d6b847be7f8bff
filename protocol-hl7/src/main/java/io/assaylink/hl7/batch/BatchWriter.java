// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.ByteBuffer;
import java.util.function.Consumer;

/**
 * Writes a batch file segment by segment and message by message; holds none of them.
 *
 * <pre>
 *   START ─fileHeader─▶ FILE ─batchHeader─▶ BATCH ─batchTrailer─▶ FILE ─fileTrailer─▶ ENDED
 *   START ─batchHeader─▶ BATCH ─batchTrailer─▶ START          messages in any state but ENDED
 * </pre>
 *
 * <p>BTS-1 and FTS-1 are counted. Calls out of order throw {@link IllegalStateException}. Not thread-safe.
 */
public final class BatchWriter {

    private enum State {
        START,
        FILE,
        BATCH_IN_FILE,
        BATCH,
        ENDED
    }

    private final Consumer<ByteBuffer> sink;
    private State state = State.START;
    private Delimiters file = Delimiters.standard();
    private Delimiters batch = Delimiters.standard();
    private long messages;
    private long batches;

    /** A writer at the start of a file that passes the bytes on to {@code sink} as they arise. */
    public BatchWriter(Consumer<ByteBuffer> sink) {
        this.sink = sink;
    }

    /** FHS. */
    public void fileHeader(BatchHeader header) {
        go(state == State.START, State.FILE);
        file = header.delimiters();
        batches = 0;
        write("FHS", header);
    }

    /** BHS. */
    public void batchHeader(BatchHeader header) {
        go(state == State.START || state == State.FILE, state == State.FILE ? State.BATCH_IN_FILE : State.BATCH);
        batch = header.delimiters();
        messages = 0;
        batches++;
        write("BHS", header);
    }

    /**
     * One message, with a CR at its end if it has none.
     *
     * @throws IllegalArgumentException if it does not begin with a header that can be read: a reader would not find it
     */
    public void message(Hl7Message message) {
        go(state != State.ENDED, state);
        if (!message.hasHeader()) {
            throw new IllegalArgumentException("a message needs a header that can be read");
        }
        messages++;
        ByteBuffer bytes = message.asByteBuffer();
        byte last = bytes.get(bytes.limit() - 1);
        sink.accept(bytes);
        if (last != '\r' && last != '\n') {
            sink.accept(ByteBuffer.wrap(new byte[] {'\r'}));
        }
    }

    /** BTS with the number of messages since BHS. */
    public void batchTrailer() {
        go(
                state == State.BATCH || state == State.BATCH_IN_FILE,
                state == State.BATCH_IN_FILE ? State.FILE : State.START);
        text("BTS" + batch.field() + messages + "\r");
    }

    /** FTS with the number of batches since FHS. */
    public void fileTrailer() {
        go(state == State.FILE, State.ENDED);
        text("FTS" + file.field() + batches + "\r");
    }

    /** The trailers that are still missing, if any. Nothing can be written after that. */
    public void end() {
        if (state == State.BATCH || state == State.BATCH_IN_FILE) {
            batchTrailer();
        }
        if (state == State.FILE) {
            fileTrailer();
        }
        state = State.ENDED;
    }

    private void go(boolean allowed, State next) {
        if (!allowed) {
            throw new IllegalStateException("not in this place of a file: " + state);
        }
        state = next;
    }

    private void write(String id, BatchHeader header) {
        StringBuilder segment = new StringBuilder(id)
                .append(header.delimiters().field())
                .append(header.delimiters().encodingCharacters());
        for (String field : header.fields()) {
            segment.append(header.delimiters().field()).append(field);
        }
        text(segment.append('\r').toString());
    }

    private void text(String text) {
        sink.accept(ByteBuffer.wrap(text.getBytes(ISO_8859_1)));
    }
}
