// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.document;

import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.message.Value;
import java.nio.charset.Charset;

/** OBX-5 by the type that OBX-2 gives it. */
final class Hl7Reading {
    private Hl7Reading() {}

    static Reading of(Segment obx, Charset charset) {
        Value value = obx.field(5);
        String raw = new String(value.bytes(), charset);
        if (value.state() != Value.State.TEXT) {
            return Reading.none(raw);
        }
        if (value.repetitions().size() > 1) {
            return Reading.text(raw);
        }
        return switch (obx.field(2).text().strip()) {
            case "NM", "ST", "" -> Reading.of(raw, value.text());
            case "SN" -> structured(raw, value);
            case "CE", "CWE", "CNE", "CF", "IS", "ID" ->
                Reading.code(
                        raw,
                        value.component(1).text().strip(),
                        value.component(2).text().strip(),
                        value.component(3).text().strip());
            default -> Reading.text(raw);
        };
    }

    /** SN, comparator^number^separator^number: a quantity unless it is a ratio or an interval. */
    private static Reading structured(String raw, Value value) {
        boolean plain = value.component(3).isAbsent() && value.component(4).isAbsent();
        String text =
                value.component(1).text().strip() + value.component(2).text().strip();
        return plain ? Reading.of(raw, text) : Reading.text(raw);
    }
}
