// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.edit;

import io.assaylink.hl7.encoding.Delimiters;
import io.assaylink.hl7.message.Path;

/**
 * Where in a segment a value goes; a number that is {@link Path#WHOLE} ends the place above its level.
 *
 * @param segment for messages to the caller: {@code OBX[2]}
 */
record Place(String segment, int field, int repetition, int component, int subcomponent) {

    static Place of(Path path) {
        String segment = path.occurrence() == 1 ? path.segment() : path.segment() + "[" + path.occurrence() + "]";
        return new Place(segment, path.field(), path.repetition(), path.component(), path.subcomponent());
    }

    static Place field(String segment, int field) {
        if (field < 1) {
            throw new IllegalArgumentException("fields count from 1, not " + field);
        }
        return new Place(segment, field, Path.WHOLE, Path.WHOLE, Path.WHOLE);
    }

    Place repetition(int n) {
        return new Place(segment, field, n, component, subcomponent);
    }

    Place component(int n) {
        return new Place(segment, field, repetition, n, subcomponent);
    }

    Place subcomponent(int n) {
        return new Place(segment, field, repetition, component, n);
    }

    /** Whether it is in MSH, FHS or BHS, whose first field is the separator. */
    boolean isInHeader() {
        return switch (segment.substring(0, 3)) {
            case "MSH", "FHS", "BHS" -> true;
            default -> false;
        };
    }

    /** The delimiters that bytes of this place may not hold: those of its level and of all above. */
    char[] forbidden(Delimiters delimiters) {
        if (subcomponent != Path.WHOLE) {
            return new char[] {
                delimiters.field(), delimiters.repetition(), delimiters.component(), delimiters.subcomponent()
            };
        } else if (component != Path.WHOLE) {
            return new char[] {delimiters.field(), delimiters.repetition(), delimiters.component()};
        } else if (repetition != Path.WHOLE) {
            return new char[] {delimiters.field(), delimiters.repetition()};
        }
        return new char[] {delimiters.field()};
    }

    /** As {@link Path} prints it. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(segment).append('-').append(field);
        if (repetition != Path.WHOLE) {
            text.append('[').append(repetition).append(']');
        }
        if (component != Path.WHOLE) {
            text.append('.').append(component);
        }
        return subcomponent == Path.WHOLE
                ? text.toString()
                : text.append('.').append(subcomponent).toString();
    }
}
