// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/**
 * Builds a functional response (RSP, ORL, ORR, QCK, DSR): in the delimiters and the charset of its request, with values copied
 * from it byte for byte (HL7 v2 chapter 2.9). General acknowledgments: {@link io.assaylink.hl7.ack.Acknowledgment}. Not
 * thread-safe.
 *
 * <p>A response can be built to whatever came: standard delimiters and UTF-8 stand in for those that cannot be written, and a
 * value whose bytes may not go on the wire, as a raw line break may not, is left out.
 */
public final class ResponseBuilder {

    private static final int[] SWAPPED = {5, 6, 3, 4};

    private final Hl7Message request;
    private final MessageBuilder message;
    private final boolean sameDelimiters; // a value of the request means the same here, byte for byte

    private ResponseBuilder(Hl7Message request, MessageBuilder message, boolean sameDelimiters) {
        this.request = request;
        this.message = message;
        this.sameDelimiters = sameDelimiters;
    }

    /** A response to {@code request}. */
    public static ResponseBuilder to(Hl7Message request) {
        Delimiters delimiters = request.delimiters();
        boolean same = delimiters.isLegal()
                && delimiters.escape() != Delimiters.NONE
                && delimiters.subcomponent() != Delimiters.NONE;
        Delimiters written = same ? delimiters : Delimiters.standard();
        String name = request.get("MSH-18[1]").text();
        Charset charset = request.charset();
        boolean writable = charset.canEncode()
                && Hl7Charset.isFramable(charset)
                && Hl7Charset.forName(name)
                        .filter(named -> !Hl7Charset.isFramable(named))
                        .isEmpty();
        return new ResponseBuilder(
                request,
                writable
                        ? MessageBuilder.named(written, charset, name)
                        : MessageBuilder.of(written, StandardCharsets.UTF_8),
                same);
    }

    /**
     * MSH with sender and receiver swapped, MSH-11, MSH-12 and the first charset of MSH-18 as they came.
     *
     * @param fill type and control id, and what else the response has; MSH-12 if the request has none
     * @throws IllegalStateException if there is one already, or its type, control id or version is missing
     */
    public ResponseBuilder header(Consumer<HeaderFields> fill) {
        message.header(header -> {
            for (int i = 0; i < SWAPPED.length; i++) {
                copy(header, i + 3, request.get("MSH-" + SWAPPED[i]));
            }
            if (!request.get("MSH-11").isAbsent()) {
                copy(header, 11, request.get("MSH-11"));
            }
            copy(header, 12, request.get("MSH-12"));
            fill.accept(header);
        });
        return this;
    }

    /**
     * Any segment but MSH.
     *
     * @throws IllegalArgumentException if {@code id} is no segment identifier, or one that begins a message or a batch
     * @throws IllegalStateException if there is no MSH yet
     */
    public ResponseBuilder segment(String id, Consumer<SegmentFields> fill) {
        message.segment(id, fill);
        return this;
    }

    /** A segment of the request, field by field. */
    public ResponseBuilder copy(Segment original) {
        return segment(original.id(), fields -> {
            for (int field = 1; field <= original.fieldCount(); field++) {
                copy(fields, field, original.field(field));
            }
        });
    }

    /** A value of the request as a field of a segment. */
    public void copy(SegmentFields to, int field, Value value) {
        try {
            if (sameDelimiters) {
                to.encoded(field, value.bytes());
            } else {
                to.set(field, parts(value));
            }
        } catch (UnwritableValue e) {
            // the field keeps its place, empty: an answer is worth more than a copy
        }
    }

    /**
     * The response made so far.
     *
     * @throws IllegalStateException if there is no MSH yet
     */
    public Hl7Message toMessage() {
        return message.toMessage();
    }

    private void copy(HeaderFields to, int field, Value value) {
        try {
            if (sameDelimiters) {
                to.encoded(field, value.bytes());
            } else {
                to.field(field, parts(value));
            }
        } catch (UnwritableValue e) {
            // as above
        }
    }

    private static String[] parts(Value value) {
        return value.components().stream().map(Value::text).toArray(String[]::new);
    }
}
