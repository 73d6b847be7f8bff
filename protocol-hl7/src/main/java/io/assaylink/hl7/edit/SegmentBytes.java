// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.encoding.UnwritableValue;
import io.assaylink.hl7.encoding.UnwritableValue.Reason;
import io.assaylink.hl7.message.Path;
import java.io.ByteArrayOutputStream;

/** Puts encoded values into the bytes of one segment; every byte outside the value stays, missing delimiters are added. */
final class SegmentBytes {

    private static final int ID = 3;

    private final byte[] segment;
    private final Wire wire;
    private final Place place;
    private final boolean adds; // what is not there needs no delimiters to be empty
    private int from; // the value is in [from, to)
    private int to;
    private final ByteArrayOutputStream missing = new ByteArrayOutputStream(); // delimiters to be added before it

    private SegmentBytes(byte[] segment, Wire wire, Place place, boolean adds) {
        this.adds = adds;
        this.segment = segment;
        this.wire = wire;
        this.place = place;
        this.from = ID;
        this.to = segment.length;
    }

    /** The segment with {@code value} at {@code place}. */
    static byte[] put(byte[] segment, Wire wire, Place place, byte[] value) {
        SegmentBytes bytes = new SegmentBytes(segment, wire, place, value.length > 0);
        bytes.find();
        return bytes.replaced(value);
    }

    /** The segment with {@code value} as one more repetition of a field; as its first where the field is empty. */
    static byte[] append(byte[] segment, Wire wire, Place field, byte[] value) {
        SegmentBytes bytes = new SegmentBytes(segment, wire, field, true);
        bytes.find();
        if (bytes.from < bytes.to) {
            bytes.from = bytes.to;
            bytes.missing.write(bytes.exists(wire.delimiters().repetition()));
        }
        return bytes.replaced(value);
    }

    private void find() {
        Delimiters delimiters = wire.delimiters();
        if (isHeader()) {
            from = ID + 1; // MSH-2 begins here; MSH-1 is the separator itself
            narrow(delimiters.field(), place.field() - 1);
        } else {
            narrow(delimiters.field(), place.field() + 1);
        }
        boolean deeper = place.component() != Path.WHOLE;
        if (place.repetition() != Path.WHOLE || deeper) {
            narrow(delimiters.repetition(), Math.max(1, place.repetition()));
        }
        if (deeper) {
            narrow(delimiters.component(), place.component());
        }
        if (place.subcomponent() != Path.WHOLE) {
            narrow(delimiters.subcomponent(), place.subcomponent());
        }
    }

    private boolean isHeader() {
        return place.isInHeader();
    }

    /** From a value to its part {@code n}; where it has fewer, to its end, with the delimiters that are missing. */
    private void narrow(char delimiter, int n) {
        int part = 1;
        while (part < n && missing.size() == 0 && from < to) {
            int stop = next(delimiter);
            if (stop == to) {
                from = to;
                break;
            }
            from = stop + 1;
            part++;
        }
        if (part == n && missing.size() == 0) {
            to = next(delimiter);
        }
        for (; part < n && adds; part++) {
            missing.write(exists(delimiter));
        }
        if (part < n) {
            from = to;
        }
    }

    private int next(char delimiter) {
        return delimiter == Delimiters.NONE ? to : wire.scan().find(segment, from, to, delimiter);
    }

    private char exists(char delimiter) {
        if (delimiter == Delimiters.NONE) {
            throw new UnwritableValue(Reason.NO_DELIMITER, place.toString(), 0);
        }
        return delimiter;
    }

    private byte[] replaced(byte[] value) {
        byte[] before = missing.toByteArray();
        byte[] all = new byte[segment.length - (to - from) + before.length + value.length];
        System.arraycopy(segment, 0, all, 0, from);
        System.arraycopy(before, 0, all, from, before.length);
        System.arraycopy(value, 0, all, from + before.length, value.length);
        System.arraycopy(segment, to, all, from + before.length + value.length, segment.length - to);
        return all;
    }

    static byte[] of(String id) {
        if (!id.matches("[A-Z][A-Z0-9]{2}")) {
            throw new IllegalArgumentException("a segment identifier is three capitals or digits such as OBX");
        }
        return id.getBytes(US_ASCII);
    }
}
