// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

import java.util.Locale;
import java.util.Optional;

/** A code of one of the tables of E1394, implemented by the enum of the table. */
public interface Code {

    /** The code as it is written. */
    String code();

    /** The code of a table, lower case accepted; empty when the table has none such. */
    static <E extends Enum<E> & Code> Optional<E> of(Class<E> table, String text) {
        String wanted = text.toUpperCase(Locale.ROOT);
        for (E each : table.getEnumConstants()) {
            if (each.code().equals(wanted)) {
                return Optional.of(each);
            }
        }
        return Optional.empty();
    }

    /** The text as a field of a table. */
    static <E extends Enum<E> & Code> Field<E> field(Class<E> table, String text) {
        return Field.of(text, trimmed -> of(table, trimmed));
    }
}
