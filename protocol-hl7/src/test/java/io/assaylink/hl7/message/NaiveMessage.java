// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * A second reader, written slowly and separately: the whole message as one string, split and split again. For messages whose
 * charset has a byte for each ASCII character. Values are told as Latin-1, so that they can be compared byte for byte.
 */
public final class NaiveMessage {

    private final List<String> segments = new ArrayList<>();
    private final String fieldSeparator;
    private final String encoding;

    private NaiveMessage(String text) {
        String withoutMark = text.startsWith("\u00ef\u00bb\u00bf") ? text.substring(3) : text;
        String end = withoutMark.strip().indexOf('\r') >= 0 || withoutMark.contains("\r") ? "\r" : "\n";
        for (String line : withoutMark.split(end, -1)) {
            String trimmed = line.replaceAll("^[\r\n]+|[\r\n]+$", "");
            if (!trimmed.isEmpty()) {
                segments.add(trimmed);
            }
        }
        String header = segments.isEmpty() ? "" : segments.get(0);
        boolean readable = header.matches("(?s)(MSH|FHS|BHS)[^A-Za-z0-9 ].*");
        fieldSeparator = readable ? header.substring(3, 4) : "|";
        encoding = readable ? header.substring(4).split(Pattern.quote(fieldSeparator), -1)[0] : "^~\\&";
    }

    public static NaiveMessage of(byte[] bytes) {
        return new NaiveMessage(new String(bytes, ISO_8859_1));
    }

    public int segments() {
        return segments.size();
    }

    /** All fields of a segment, from 1; what MSH-1 is in a header comes first. */
    public List<String> fields(int segment) {
        String text = segments.get(segment);
        List<String> fields = new ArrayList<>(List.of(text.split(Pattern.quote(fieldSeparator), -1)));
        fields.remove(0);
        if (isHeader(segment)) {
            fields.add(0, fieldSeparator);
        }
        return fields;
    }

    public boolean isHeader(int segment) {
        return segments.get(segment).matches("(?s)(MSH|FHS|BHS)" + Pattern.quote(fieldSeparator) + ".*");
    }

    /** Every leaf of a field in order: repetition, component, subcomponent. */
    public List<List<List<String>>> leaves(String field) {
        List<List<List<String>>> all = new ArrayList<>();
        for (String repetition : split(field, 1)) {
            List<List<String>> components = new ArrayList<>();
            for (String component : split(repetition, 0)) {
                components.add(split(component, 3));
            }
            all.add(components);
        }
        return all;
    }

    private List<String> split(String text, int delimiter) {
        if (text.isEmpty()) {
            return List.of();
        }
        return delimiter < Math.min(5, encoding.length())
                ? List.of(text.split(Pattern.quote(encoding.substring(delimiter, delimiter + 1)), -1))
                : List.of(text);
    }
}
