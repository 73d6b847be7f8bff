// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import io.assaylink.astm.record.AstmRecord;
import java.util.List;

/**
 * How one instrument names its control material, where it does not say O-12 = Q or H-12 = Q. There is no agreement on it
 * (E1394 has none), so nothing counts that was not configured: without prefixes every such specimen stays unknown.
 *
 * @param prefixes beginnings of a component of O-3 or O-4, such as {@code QC-}: not blank, without blanks around them; upper
 *     and lower case differ
 */
public record ControlNaming(List<String> prefixes) {

    private static final ControlNaming NONE = new ControlNaming(List.of());

    public ControlNaming {
        prefixes = List.copyOf(prefixes);
        if (prefixes.stream().anyMatch(prefix -> prefix.isBlank() || !prefix.equals(prefix.strip()))) {
            throw new IllegalArgumentException("a prefix has no blanks around it and is not blank");
        }
    }

    /** No name is that of a control. */
    public static ControlNaming none() {
        return NONE;
    }

    /** Whether a component of O-3 or O-4, padding left out, begins with a prefix: the id has other places in other instruments. */
    public boolean namesControl(AstmRecord order) {
        for (int field = 3; field <= 4; field++) {
            for (int repeat = 1; repeat <= order.repeatCount(field); repeat++) {
                for (int component = 1; component <= order.componentCount(field, repeat); component++) {
                    String text = order.field(field, repeat, component).strip();
                    if (prefixes.stream().anyMatch(text::startsWith)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }
}
