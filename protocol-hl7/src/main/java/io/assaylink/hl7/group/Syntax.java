// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.group;

import java.util.ArrayList;
import java.util.List;

/**
 * A segment or group of an abstract message syntax.
 *
 * @param name segment identifier or group name
 * @param required whether it must stand there
 * @param repeats whether it may stand there more than once
 * @param parts what a group is made of; empty for a segment
 */
record Syntax(String name, boolean required, boolean repeats, List<Syntax> parts) {

    Syntax {
        parts = List.copyOf(parts);
    }

    /**
     * Reads a syntax as chapters of the standard print it: {@code [ ]} is optional, <code>{ }</code> repeats, a group is
     * its name, a colon and its parts.
     *
     * @throws IllegalArgumentException if the text is no syntax
     */
    static Syntax parse(String name, String text) {
        Reader reader =
                new Reader(text.replaceAll("([\\[\\]{}])", " $1 ").strip().split("\\s+", -1));
        List<Syntax> parts = reader.parts();
        if (reader.at != reader.tokens.length) {
            throw new IllegalArgumentException("unexpected " + reader.tokens[reader.at] + " in the syntax of " + name);
        }
        return new Syntax(name, true, false, parts);
    }

    boolean isGroup() {
        return !parts.isEmpty();
    }

    /** Whether a segment may be the first of this; with {@code skip} also behind required segments that are missing. */
    boolean canStartWith(String segment, boolean skip) {
        if (!isGroup()) {
            return name.equals(segment);
        }
        for (Syntax part : parts) {
            if (part.canStartWith(segment, skip)) {
                return true;
            } else if (part.stops(skip)) {
                return false;
            }
        }
        return false;
    }

    /** Whether what is behind this cannot begin without it. */
    boolean stops(boolean skip) {
        return required && (isGroup() || !skip);
    }

    private static final class Reader {
        private final String[] tokens;
        private int at;

        Reader(String[] tokens) {
            this.tokens = tokens;
        }

        List<Syntax> parts() {
            List<Syntax> parts = new ArrayList<>();
            while (at < tokens.length && !tokens[at].equals("]") && !tokens[at].equals("}")) {
                parts.add(part());
            }
            return parts;
        }

        private Syntax part() {
            String token = tokens[at++];
            return switch (token) {
                case "[" -> {
                    Syntax inner = enclosed("]");
                    yield new Syntax(inner.name, false, inner.repeats, inner.parts);
                }
                case "{" -> {
                    Syntax inner = enclosed("}");
                    yield new Syntax(inner.name, inner.required, true, inner.parts);
                }
                default -> {
                    if (!token.matches("[A-Z][A-Z0-9]{2}")) {
                        throw new IllegalArgumentException("expected a segment, [ or { but got " + token);
                    }
                    yield new Syntax(token, true, false, List.of());
                }
            };
        }

        /** What stands in brackets: one part, or a group with its name. */
        private Syntax enclosed(String close) {
            Syntax inner;
            if (at < tokens.length && tokens[at].endsWith(":")) {
                String name = tokens[at].substring(0, tokens[at].length() - 1);
                at++;
                inner = new Syntax(name, true, false, parts());
                if (!inner.isGroup()) {
                    throw new IllegalArgumentException("a group has parts: " + name);
                }
            } else if (at < tokens.length) {
                inner = part();
            } else {
                throw new IllegalArgumentException("expected something before " + close);
            }
            if (at == tokens.length || !tokens[at].equals(close)) {
                throw new IllegalArgumentException("expected " + close);
            }
            at++;
            return inner;
        }
    }
}
