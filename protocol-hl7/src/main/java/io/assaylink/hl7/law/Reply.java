// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.law;

import io.assaylink.hl7.edit.HeaderFields;
import io.assaylink.hl7.edit.MessageBuilder;
import io.assaylink.hl7.edit.SegmentFields;
import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.Hl7Charset;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** A message that answers another in its delimiters and charset, with bytes copied from it. */
final class Reply {

    private final Hl7Message request;
    private final MessageBuilder message;
    private final boolean sameBytes; // a value of the request means the same here, byte for byte

    private Reply(Hl7Message request, MessageBuilder message, boolean sameBytes) {
        this.request = request;
        this.message = message;
        this.sameBytes = sameBytes;
    }

    /** Standard delimiters and UTF-8 stand in for what a request may not be written in. */
    static Reply to(Hl7Message request) {
        Delimiters delimiters = request.delimiters();
        Charset named = Hl7Charset.forName(request.get("MSH-18[1]").text()).orElse(StandardCharsets.US_ASCII);
        boolean writable = named.equals(StandardCharsets.US_ASCII)
                || (Hl7Charset.isFramable(named) && Hl7Charset.nameOf(named).isPresent());
        boolean sameDelimiters = delimiters.isLegal()
                && delimiters.escape() != Delimiters.NONE
                && delimiters.subcomponent() != Delimiters.NONE;
        MessageBuilder message = MessageBuilder.of(
                sameDelimiters ? delimiters : Delimiters.standard(), writable ? named : StandardCharsets.UTF_8);
        return new Reply(request, message, sameDelimiters);
    }

    MessageBuilder message() {
        return message;
    }

    /** MSH, sender and receiver swapped; MSH-11 as it came. */
    void header(Consumer<HeaderFields> more) {
        message.header(header -> {
            int[] from = {5, 6, 3, 4};
            for (int i = 0; i < from.length; i++) {
                copy(header, i + 3, request.get("MSH-" + from[i]));
            }
            copy(header, 11, request.get("MSH-11"));
            if (request.get("MSH-11").isAbsent()) {
                header.processing("P");
            }
            more.accept(header);
        });
    }

    Reply segment(String id, Consumer<SegmentFields> fill) {
        message.segment(id, fill);
        return this;
    }

    /** A segment of the request, field by field. */
    Reply copySegment(Optional<Segment> segment) {
        segment.ifPresent(original -> message.segment(original.id(), fields -> {
            for (int field = 1; field <= original.fieldCount(); field++) {
                copy(fields, field, original.field(field));
            }
        }));
        return this;
    }

    /** A value of the request; left out if its bytes may not go on the wire, as a raw line break may not. */
    void copy(SegmentFields to, int field, Value value) {
        try {
            if (sameBytes) {
                to.encoded(field, value.bytes());
            } else {
                to.set(field, value.components().stream().map(Value::text).toArray(String[]::new));
            }
        } catch (UnwritableValue e) {
            // the field keeps its place, empty: an answer is worth more than a copy
        }
    }

    private void copy(HeaderFields to, int field, Value value) {
        try {
            if (sameBytes) {
                to.encoded(field, value.bytes());
            } else {
                to.field(field, value.components().stream().map(Value::text).toArray(String[]::new));
            }
        } catch (UnwritableValue e) {
            // as above
        }
    }
}
