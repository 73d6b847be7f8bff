// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a value stands: {@code OBX[2]-5.1.2} is subcomponent 2 of component 1 of field 5 of the second OBX.
 *
 * <p>Everything counts from 1. {@code PID-3} is the whole field with all its repetitions, {@code PID-3[2]} its second
 * repetition, {@code PID-3.1} the first component of the first repetition.
 *
 * @param segment three characters such as {@code OBX}
 * @param occurrence which of the segments with that id
 * @param field field number
 * @param repetition repetition number, or {@link #WHOLE}
 * @param component component number, or {@link #WHOLE}
 * @param subcomponent subcomponent number, or {@link #WHOLE}
 */
public record Path(String segment, int occurrence, int field, int repetition, int component, int subcomponent) {

    /** In place of a number: the path ends above this level. */
    public static final int WHOLE = 0;

    private static final Pattern SYNTAX = Pattern.compile("([A-Z][A-Z0-9]{2})(?:\\[(\\d{1,8})])?-(\\d{1,5})"
            + "(?:\\[(\\d{1,8})])?(?:\\.(\\d{1,8})(?:\\.(\\d{1,8}))?)?");

    /** Checks that the numbers count from 1 and that no level is skipped. */
    public Path {
        if (occurrence < 1 || field < 1 || repetition < 0 || component < 0 || subcomponent < 0) {
            throw new IllegalArgumentException("numbers in a path count from 1");
        }
        if (subcomponent != WHOLE && component == WHOLE) {
            throw new IllegalArgumentException("a subcomponent needs a component");
        }
    }

    /**
     * Reads {@code SEG[occurrence]-field[repetition].component.subcomponent}; what is in brackets or after a dot may be
     * left out.
     *
     * @throws IllegalArgumentException if {@code path} is not of that form
     */
    public static Path parse(String path) {
        Matcher parts = SYNTAX.matcher(path);
        if (!parts.matches()) {
            throw new IllegalArgumentException("expected a path such as OBX[2]-5.1.2 but got: " + path);
        }
        return new Path(
                parts.group(1),
                number(parts, 2, 1),
                number(parts, 3, 1),
                whole(parts, 4),
                whole(parts, 5),
                whole(parts, 6));
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(segment);
        if (occurrence != 1) {
            text.append('[').append(occurrence).append(']');
        }
        text.append('-').append(field);
        if (repetition != WHOLE) {
            text.append('[').append(repetition).append(']');
        }
        if (component != WHOLE) {
            text.append('.').append(component);
        }
        return subcomponent == WHOLE
                ? text.toString()
                : text.append('.').append(subcomponent).toString();
    }

    private static int whole(Matcher parts, int group) {
        int number = number(parts, group, WHOLE);
        if (number == WHOLE && parts.group(group) != null) {
            throw new IllegalArgumentException("numbers in a path count from 1");
        }
        return number;
    }

    private static int number(Matcher parts, int group, int otherwise) {
        String digits = parts.group(group);
        return digits == null ? otherwise : Integer.parseInt(digits);
    }
}
