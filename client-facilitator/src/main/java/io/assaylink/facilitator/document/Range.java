// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A reference range: raw text, and the bounds where they are numbers; empty where open or unclear. */
record Range(String raw, String low, String high) {
    private static final Pattern BETWEEN =
            Pattern.compile("\\s*([+-]?[\\d.,]+)\\s*(?:-|\\^|\\.\\.|to|\u2013)\\s*([+-]?[\\d.,]+)\\s*");
    private static final Pattern BOUND = Pattern.compile("\\s*(<=|>=|<|>|\u2264|\u2265)\\s*([+-]?[\\d.,]+)\\s*");

    static Range of(String raw) {
        Matcher between = BETWEEN.matcher(raw);
        if (between.matches()) {
            return new Range(raw, Reading.decimal(between.group(1)), Reading.decimal(between.group(2)));
        }
        Matcher bound = BOUND.matcher(raw);
        if (bound.matches()) {
            String number = Reading.decimal(bound.group(2));
            boolean upper = Reading.comparator(bound.group(1)).startsWith("<");
            return upper ? new Range(raw, "", number) : new Range(raw, number, "");
        }
        return new Range(raw, "", "");
    }
}
