// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.batch;

import io.assaylink.hl7.batch.BatchEvent.Deviation;
import io.assaylink.hl7.batch.BatchEvent.Envelope;
import io.assaylink.hl7.batch.BatchEvent.Kind;
import io.assaylink.hl7.batch.BatchEvent.Message;
import io.assaylink.hl7.batch.BatchEvent.Quarantined;
import io.assaylink.hl7.encoding.Delimiters;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Cuts a file into its messages as its bytes come, cut anywhere; holds one message at most.
 *
 * <pre>
 *   BLANK ─MSH─▶ MESSAGE ─MSH─▶ MESSAGE ... ─BTS─▶ ENVELOPE
 *     │ a line that is none of them: OUTSIDE until the next header or trailer
 *     └ more bytes than the limit: OVERLONG, handed out in pieces until the next header or trailer
 * </pre>
 *
 * <p>A message begins at MSH and a separator at the start of a line, nowhere else; a line ends at CR or LF. Headers and
 * trailers are all optional and messages of all kinds may be mixed. One reader per file; not thread-safe.
 */
public final class BatchReader {

    private static final int SMALLEST = 512;
    private static final int KEPT = 64 << 10; // a larger buffer is given back when its message ends

    private enum Part {
        BLANK,
        MESSAGE,
        ENVELOPE,
        OUTSIDE,
        OVERLONG
    }

    private final int limit;
    private Part part = Part.BLANK;
    private byte[] held = new byte[0];
    private int length;
    private int line; // where the line in progress starts in held
    private boolean decided; // what the line in progress is
    private boolean marked; // the byte order mark is behind us, or there is none
    private long offset; // of the next byte to read
    private long blank;
    private Kind envelope = Kind.FHS; // of the part in progress, if it is an ENVELOPE
    private Delimiters fileDelimiters = Delimiters.standard();
    private Delimiters batchDelimiters = Delimiters.standard();
    private boolean inFile;
    private boolean inBatch;
    private long messages; // since the last BHS, or the last BTS
    private long batches; // since the last FHS

    /**
     * A reader at the start of a file.
     *
     * @param messageLimit most bytes of one message or envelope segment; the reader holds no more than twice that
     */
    public BatchReader(int messageLimit) {
        if (messageLimit < EnvelopeFields.DECIDED || messageLimit > Integer.MAX_VALUE / 2) {
            throw new IllegalArgumentException("a message limit is " + EnvelopeFields.DECIDED + " to 2^30 bytes");
        }
        this.limit = messageLimit;
    }

    /** Consumes all of {@code in} and passes each event it completes to {@code out}. */
    public void decode(ByteBuffer in, Consumer<BatchEvent> out) {
        while (in.hasRemaining()) {
            take(in.get(), out);
        }
    }

    /** The file has ended: hands out the last part and says what is missing. */
    public void end(Consumer<BatchEvent> out) {
        if (!decided && length > line) {
            decide(true, out);
        }
        endPart(length, out);
        if (inBatch || inFile) {
            out.accept(new Deviation(offset, BatchCode.TRAILER_MISSING));
        }
        inBatch = false;
        inFile = false;
    }

    /** Bytes of line ends that stand before everything else, and of a byte order mark. */
    public long blankBytes() {
        return blank;
    }

    /** Bytes read that no event accounts for yet. */
    public long pendingBytes() {
        return length;
    }

    private void take(byte b, Consumer<BatchEvent> out) {
        if (length == limit) {
            overflow(out);
        }
        boolean ends = b == '\r' || b == '\n';
        if (ends && !decided && length > line) {
            decide(true, out);
        }
        if (length == held.length) {
            held = Arrays.copyOf(held, Math.min(limit, Math.max(SMALLEST, 2 * length)));
        }
        held[length++] = b;
        offset++;
        if (ends) {
            line = length;
            decided = false;
        } else if (!decided && length - line == EnvelopeFields.DECIDED) {
            decide(false, out);
        }
    }

    /**
     * What is the line in progress?
     *
     * @param whole whether the line has ended; else its first {@link EnvelopeFields#DECIDED} bytes are there
     */
    private void decide(boolean whole, Consumer<BatchEvent> out) {
        if (!marked) {
            marked = true;
            skipByteOrderMark();
            if (!whole && length - line < EnvelopeFields.DECIDED) {
                return;
            }
        }
        decided = true;
        int known = length - line;
        if (EnvelopeFields.begins(held, line, known, "MSH")) {
            begin(Part.MESSAGE, out);
            return;
        }
        Optional<Kind> kind = EnvelopeFields.envelope(held, line, known);
        if (kind.isPresent()) {
            begin(Part.ENVELOPE, out);
            envelope = kind.get();
        } else if (part == Part.BLANK || part == Part.ENVELOPE) {
            begin(Part.OUTSIDE, out);
            out.accept(new Deviation(start(), BatchCode.OUTSIDE_MESSAGE));
        }
    }

    private void skipByteOrderMark() {
        if (offset <= EnvelopeFields.DECIDED
                && length >= 3
                && held[0] == (byte) 0xEF
                && held[1] == (byte) 0xBB
                && held[2] == (byte) 0xBF) {
            blank += 3;
            System.arraycopy(held, 3, held, 0, length - 3);
            length -= 3;
        }
    }

    private void begin(Part next, Consumer<BatchEvent> out) {
        endPart(line, out);
        part = next;
    }

    /** Offset in the file of the first byte held. */
    private long start() {
        return offset - length;
    }

    /** The part in progress ends before {@code end} in held. */
    private void endPart(int end, Consumer<BatchEvent> out) {
        if (end > 0) {
            long at = start();
            byte[] content = Arrays.copyOf(held, end);
            switch (part) {
                case BLANK -> blank += end;
                case MESSAGE -> {
                    messages++;
                    out.accept(new Message(at, content));
                }
                case ENVELOPE -> envelope(at, content, out);
                case OUTSIDE -> out.accept(new Quarantined(at, content, BatchCode.OUTSIDE_MESSAGE));
                case OVERLONG -> out.accept(new Quarantined(at, content, BatchCode.MESSAGE_TOO_LONG));
            }
        }
        int rest = length - end;
        byte[] to = held.length > KEPT && rest < SMALLEST ? new byte[SMALLEST] : held;
        System.arraycopy(held, end, to, 0, rest);
        held = to;
        length = rest;
        line -= end;
        part = Part.BLANK;
    }

    /** The part in progress is too long: hands out what is known to belong to it. */
    private void overflow(Consumer<BatchEvent> out) {
        Part before = part;
        int end = decided ? length : line; // a line not decided yet may begin a message
        if (before == Part.MESSAGE || before == Part.ENVELOPE) {
            out.accept(new Deviation(start(), BatchCode.MESSAGE_TOO_LONG));
            messages += before == Part.MESSAGE ? 1 : 0;
            part = Part.OVERLONG;
        }
        Part after = part;
        endPart(end, out);
        line = Math.max(line, 0);
        part = after;
    }

    private void envelope(long at, byte[] content, Consumer<BatchEvent> out) {
        switch (envelope) {
            case FHS -> {
                missing(inFile || inBatch, at, out);
                fileDelimiters = EnvelopeFields.delimiters(content);
                inFile = true;
                inBatch = false;
                batches = 0;
                messages = 0;
            }
            case BHS -> {
                missing(inBatch, at, out);
                batchDelimiters = EnvelopeFields.delimiters(content);
                inBatch = true;
                batches++;
                messages = 0;
            }
            case BTS -> {
                headerMissing(!inBatch, at, out);
                batches += inBatch ? 0 : 1;
                compare(content, batchDelimiters, messages, BatchCode.MESSAGE_COUNT, at, out);
                inBatch = false;
                messages = 0;
            }
            case FTS -> {
                missing(inBatch, at, out);
                headerMissing(!inFile, at, out);
                // messages without BHS are one batch
                compare(
                        content,
                        fileDelimiters,
                        batches == 0 && messages > 0 ? 1 : batches,
                        BatchCode.BATCH_COUNT,
                        at,
                        out);
                inFile = false;
                inBatch = false;
            }
        }
        boolean ofFile = envelope == Kind.FHS || envelope == Kind.FTS;
        out.accept(new Envelope(at, envelope, content, ofFile ? fileDelimiters : batchDelimiters));
    }

    private static void missing(boolean open, long at, Consumer<BatchEvent> out) {
        if (open) {
            out.accept(new Deviation(at, BatchCode.TRAILER_MISSING));
        }
    }

    private static void headerMissing(boolean missing, long at, Consumer<BatchEvent> out) {
        if (missing) {
            out.accept(new Deviation(at, BatchCode.HEADER_MISSING));
        }
    }

    /** BTS-1 or FTS-1, if it is a number. */
    private static void compare(
            byte[] trailer, Delimiters delimiters, long counted, BatchCode code, long at, Consumer<BatchEvent> out) {
        String said =
                EnvelopeFields.field(trailer, false, delimiters.field(), 1).strip();
        if (said.matches("\\d{1,18}") && Long.parseLong(said) != counted) {
            out.accept(new Deviation(at, code));
        }
    }
}
