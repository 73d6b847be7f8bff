// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.assaylink.hl7.message.Hl7Problem.Code;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The messages of a bare file: one message, several, or a batch file (HL7 v2 chapter 2.10.3,
 * {@code [FHS] { [BHS] { MSH ... } [BTS] } [FTS]}).
 *
 * <p>A message begins at MSH at the start of a segment. The parts cover every byte of the file, in order; what belongs to
 * nothing is a part of its own and a problem.
 *
 * @param parts all parts in order, without gaps
 * @param problems text outside messages and counts that do not agree, with offsets in the file
 */
public record Hl7Messages(List<Part> parts, List<Hl7Problem> problems) {

    /** What a part of a file is. */
    public enum Kind {
        /** From MSH to before the next message or envelope segment. */
        MESSAGE,
        /** One FHS, BHS, BTS or FTS segment with its line end. */
        ENVELOPE,
        /** Line ends between the others. */
        BLANK,
        /** Text that belongs to no message. */
        OUTSIDE
    }

    /**
     * Some bytes of the file.
     *
     * @param kind what they are
     * @param offset where they begin in the file
     * @param bytes the bytes, line ends included
     */
    public record Part(Kind kind, int offset, byte[] bytes) {

        /** Kind, place and size; never the text. */
        @Override
        public String toString() {
            return "Part[" + kind + ", " + offset + ", " + bytes.length + " bytes]";
        }
    }

    /** Copies the lists. */
    public Hl7Messages {
        parts = List.copyOf(parts);
        problems = List.copyOf(problems);
    }

    /** Cuts a file into its parts. */
    public static Hl7Messages split(byte[] file) {
        return new Splitter(file).split();
    }

    /** The messages, in order, read with {@link MessageProfile#strict()}. */
    public List<Hl7Message> messages() {
        return messages(MessageProfile.strict());
    }

    /** The messages, in order, read as {@code profile} says. */
    public List<Hl7Message> messages(MessageProfile profile) {
        return parts.stream()
                .filter(part -> part.kind() == Kind.MESSAGE)
                .map(part -> Hl7Message.of(part.bytes(), profile))
                .toList();
    }

    /** Number of parts and problems; never text. */
    @Override
    public String toString() {
        return "Hl7Messages[" + parts.size() + " parts, " + problems.size() + " problems]";
    }

    /** One run over one file. */
    private static final class Splitter {
        private final byte[] file;
        private final List<Part> parts = new ArrayList<>();
        private final List<Hl7Problem> problems = new ArrayList<>();
        private int partStart;
        private Kind kind = Kind.BLANK;
        private int messages; // since the last BHS
        private int batches;

        Splitter(byte[] file) {
            this.file = file;
        }

        Hl7Messages split() {
            int line = 0;
            while (line < file.length) {
                int stop = line;
                while (stop < file.length && file[stop] != '\r' && file[stop] != '\n') {
                    stop++;
                }
                take(line, stop);
                line = stop + 1;
            }
            endPart(file.length);
            return new Hl7Messages(parts, problems);
        }

        /** One line, {@code [line, stop)} without its line end. */
        private void take(int line, int stop) {
            int start = line == 0 && Preamble.hasByteOrderMark(file) ? 3 : line;
            if (start == stop) {
                if (kind == Kind.OUTSIDE) {
                    begin(Kind.BLANK, line);
                }
                return; // a blank line stays with what is before it
            }
            String id = stop - start >= 3 ? new String(file, start, 3, ISO_8859_1) : "";
            boolean separated = stop - start == 3 || (stop - start > 3 && !isAlphanumeric(file[start + 3]));
            if (separated && id.equals("MSH")) {
                begin(Kind.MESSAGE, line);
                messages++;
            } else if (separated && isEnvelope(id)) {
                begin(Kind.ENVELOPE, line);
                count(id, start, stop);
            } else if (kind == Kind.ENVELOPE || kind == Kind.BLANK) {
                begin(Kind.OUTSIDE, line);
                problems.add(new Hl7Problem(Code.OUTSIDE_MESSAGE, start, "expected MSH, FHS, BHS, BTS or FTS"));
            }
        }

        private void begin(Kind next, int at) {
            endPart(at);
            partStart = at;
            kind = next;
        }

        private void endPart(int end) {
            if (end > partStart) {
                parts.add(new Part(kind, partStart, Arrays.copyOfRange(file, partStart, end)));
            }
        }

        private void count(String id, int start, int stop) {
            switch (id) {
                case "FHS" -> batches = 0;
                case "BHS" -> {
                    messages = 0;
                    batches++;
                }
                case "BTS" -> compare(start, stop, messages, "BTS-1 is not the number of messages in the batch");
                default -> compare(start, stop, batches, "FTS-1 is not the number of batches in the file");
            }
        }

        private void compare(int start, int stop, int counted, String hint) {
            int at = start + 4;
            int end = at;
            long said = 0;
            while (end < stop && end - at < 9 && file[end] >= '0' && file[end] <= '9') {
                said = said * 10 + file[end++] - '0';
            }
            if (end > at && said != counted) {
                problems.add(new Hl7Problem(Code.BATCH_COUNT, start, hint));
            }
        }

        private static boolean isEnvelope(String id) {
            return switch (id) {
                case "FHS", "BHS", "BTS", "FTS" -> true;
                default -> false;
            };
        }

        private static boolean isAlphanumeric(byte b) {
            return (b >= '0' && b <= '9') || (b >= 'A' && b <= 'Z') || (b >= 'a' && b <= 'z');
        }
    }
}
