// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.value;

import java.util.Optional;
import java.util.function.Function;

/**
 * A field read as a type: the text as it stands, and what it means if it is understood. Immutable.
 *
 * @param raw un-escaped text with its blanks; empty when the record has no such field
 * @param value what it means; empty for no text, for {@code ""} and for a text that is no such value
 */
public record Field<T>(String raw, Optional<T> value) {

    /** The text read by {@code meaning}, which is not asked about an empty text or {@code ""}. */
    public static <T> Field<T> of(String raw, Function<String, Optional<T>> meaning) {
        String trimmed = raw.strip();
        boolean silent = trimmed.isEmpty() || trimmed.equals("\"\"");
        return new Field<>(raw, silent ? Optional.empty() : meaning.apply(trimmed));
    }

    /** The text without the blanks around it: padding in practice, data by the letter of the standard. */
    public String text() {
        return raw.strip();
    }

    /** No information: do not change what is known. */
    public boolean isEmpty() {
        return text().isEmpty();
    }

    /** Two quotation marks: delete what is known. */
    public boolean isDelete() {
        return text().equals("\"\"");
    }

    /** There is a text and it is not understood: read {@link #raw()}. */
    public boolean isUnknown() {
        return value.isEmpty() && !isEmpty() && !isDelete();
    }

    /** Never the payload. */
    @Override
    public String toString() {
        return "Field[" + raw.length() + " characters, " + (value.isPresent() ? "understood" : "no value") + "]";
    }
}
