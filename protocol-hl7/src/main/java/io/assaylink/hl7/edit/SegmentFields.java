// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.LineEnds;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import java.io.ByteArrayOutputStream;

/**
 * The fields of a new segment, in any order; fields, repetitions and parts count from 1. Each call is refused by
 * {@link UnwritableValue} if its value may not go on the wire, and has then changed nothing. Not thread-safe.
 */
public final class SegmentFields {

    private final String id;
    private Wire wire;
    private byte[] bytes;

    SegmentFields(String id, byte[] bytes, Wire wire) {
        this.id = id;
        this.bytes = bytes;
        this.wire = wire;
    }

    /** How line ends in the texts to come are written; {@link LineEnds#HEXADECIMAL} until this is called. */
    public SegmentFields lineEnds(LineEnds ends) {
        wire = wire.with(ends);
        return this;
    }

    /** A field made of these components, in place of what it was; trailing empty ones are left out. */
    public SegmentFields set(int field, String... components) {
        Place place = Place.field(id, field);
        return put(place, components(place, components));
    }

    /** One more repetition of a field, made of these components; the first one if the field is empty. */
    public SegmentFields repeat(int field, String... components) {
        Place place = Place.field(id, field);
        byte[] value = components(place, components);
        bytes = SegmentBytes.append(bytes, wire, place, value);
        return this;
    }

    /** One component of a field's first repetition. */
    public SegmentFields component(int field, int component, String text) {
        Place place = Place.field(id, field).component(counted(component));
        return put(place, wire.encode(text, place));
    }

    /** One subcomponent of a field's first repetition. */
    public SegmentFields subcomponent(int field, int component, int subcomponent, String text) {
        Place place = Place.field(id, field).component(counted(component)).subcomponent(counted(subcomponent));
        return put(place, wire.encode(text, place));
    }

    /** A field that says "delete what you have": two quotes. */
    public SegmentFields setNull(int field) {
        return put(Place.field(id, field), Wire.NULL);
    }

    /** A field whose bytes are encoded and escaped already, repetitions and components included. */
    public SegmentFields encoded(int field, byte[] value) {
        Place place = Place.field(id, field);
        return put(place, wire.checked(value, place));
    }

    byte[] bytes() {
        return bytes;
    }

    private SegmentFields put(Place place, byte[] value) {
        bytes = SegmentBytes.put(bytes, wire, place, value);
        return this;
    }

    private byte[] components(Place field, String[] components) {
        int last = components.length;
        while (last > 0 && components[last - 1].isEmpty()) {
            last--;
        }
        if (last > 1 && wire.delimiters().component() == Delimiters.NONE) {
            throw new UnwritableValue(Reason.NO_DELIMITER, field.component(2).toString(), 0);
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (int i = 0; i < last; i++) {
            if (i > 0) {
                out.write(wire.delimiters().component());
            }
            out.writeBytes(wire.encode(components[i], field.component(i + 1)));
        }
        return out.toByteArray();
    }

    private static int counted(int n) {
        if (n < 1) {
            throw new IllegalArgumentException("parts count from 1, not " + n);
        }
        return n;
    }
}
