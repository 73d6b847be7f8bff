// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.message.Hl7Message;
import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.util.function.Consumer;

/**
 * Builds one message, segment by segment in the order of the wire; each ends with CR. The builder knows MSH; what other
 * segments mean and in which order they belong is the caller's. Not thread-safe.
 *
 * <p>A segment that is refused, by {@link io.assaylink.hl7.encoding.UnwritableValue} or as misuse, is not in the message,
 * and the builder can be used on.
 */
public final class MessageBuilder {

    private static final int[] REQUIRED = {9, 10, 11, 12};

    private final Wire wire;
    private final String charsetName;
    private final ByteArrayOutputStream out = new ByteArrayOutputStream(512);

    private MessageBuilder(Wire wire, String charsetName) {
        this.wire = wire;
        this.charsetName = charsetName;
    }

    /** With the delimiters {@code |^~\&} in UTF-8, MSH-18 says so. */
    public static MessageBuilder standard() {
        return of(Delimiters.standard(), UTF_8);
    }

    /**
     * With these delimiters in this charset, which MSH-18 will name; it stays empty for ASCII.
     *
     * @throws IllegalArgumentException if the delimiters are not legal, or no value of MSH-18 stands for the charset
     */
    public static MessageBuilder of(Delimiters delimiters, Charset charset) {
        if (!delimiters.isLegal()) {
            throw new IllegalArgumentException("delimiters are distinct printable characters, not letters or digits");
        }
        String name = charset.equals(US_ASCII)
                ? ""
                : Hl7Charset.nameOf(charset)
                        .or(() -> Hl7Charset.forName(charset.name())
                                .filter(charset::equals)
                                .map(Charset::name))
                        .filter(found -> Hl7Charset.isFramable(charset))
                        .orElseThrow(() -> new IllegalArgumentException("MSH-18 has no name for " + charset.name()));
        return new MessageBuilder(Wire.of(delimiters, charset), name);
    }

    /** With legal delimiters, in a charset that MSH-18 calls by a name of the caller's. */
    static MessageBuilder named(Delimiters delimiters, Charset charset, String name) {
        return new MessageBuilder(Wire.of(delimiters, charset), name);
    }

    /**
     * MSH, once and first.
     *
     * @throws IllegalStateException if there is one already, or its type, control id or version is missing
     */
    public MessageBuilder header(Consumer<HeaderFields> fill) {
        require(out.size() == 0, "MSH is the first segment and stands once");
        String start = "MSH" + wire.delimiters().field() + wire.delimiters().encodingCharacters();
        SegmentFields fields = new SegmentFields("MSH", start.getBytes(US_ASCII), wire);
        fields.set(11, "P");
        fill.accept(new HeaderFields(fields));
        fields.set(18, charsetName);
        Hl7Message header = Hl7Message.of(fields.bytes());
        for (int field : REQUIRED) {
            require(!header.header().field(field).isAbsent(), "MSH-" + field + " is required");
        }
        return write(fields);
    }

    /**
     * Any segment but MSH.
     *
     * @throws IllegalArgumentException if {@code id} is no segment identifier, or one that begins a message or a batch
     * @throws IllegalStateException if there is no MSH yet
     */
    public MessageBuilder segment(String id, Consumer<SegmentFields> fill) {
        require(out.size() > 0, "MSH is the first segment");
        SegmentFields fields = newSegment(id, wire);
        fill.accept(fields);
        return write(fields);
    }

    /**
     * The message made so far, which a later segment does not change.
     *
     * @throws IllegalStateException if there is no MSH yet
     */
    public Hl7Message toMessage() {
        require(out.size() > 0, "MSH is the first segment");
        return Hl7Message.of(out.toByteArray());
    }

    static SegmentFields newSegment(String id, Wire wire) {
        switch (id) {
            case "MSH", "FHS", "BHS", "BTS", "FTS" ->
                throw new IllegalArgumentException(id + " begins or ends a message, a batch or a file");
            default -> {}
        }
        return new SegmentFields(id, SegmentBytes.of(id), wire);
    }

    private MessageBuilder write(SegmentFields fields) {
        out.writeBytes(fields.bytes());
        out.write('\r');
        return this;
    }

    private static void require(boolean holds, String rule) {
        if (!holds) {
            throw new IllegalStateException(rule);
        }
    }
}
