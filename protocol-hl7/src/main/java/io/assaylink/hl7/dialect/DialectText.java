// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.dialect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Dialects as text: {@code key = value} lines; {@code #} starts a line of comment.
 *
 * <pre>
 *   # Mindray BS-480
 *   name = BS-480
 *   base = mindray-bs
 *   answer-timeout = 10s
 * </pre>
 *
 * <p>{@code base} is {@code standard} (also without the line) or one of {@link AnalyzerDialect#presets()}, and counts wherever
 * it stands; each other key replaces what the base says. Keys and words are read without regard to case, {@code -} and
 * {@code _} are the same. The keys are listed in the module's README.
 */
public final class DialectText {

    private static final String BASE = "base";
    private static final String STANDARD = "standard";

    private DialectText() {}

    /** Every key that a text may hold. */
    public static List<String> keys() {
        List<String> keys = new ArrayList<>(List.of(BASE));
        Setting.ALL.forEach(setting -> keys.add(setting.key()));
        return List.copyOf(keys);
    }

    private record Line(int number, String key, String value) {}

    /** Reads a text; wrong lines are reported and left out. Never throws. */
    public static DialectReading read(String text) {
        List<DialectError> errors = new ArrayList<>();
        List<Line> lines = lines(text, errors);
        AnalyzerDialect dialect = AnalyzerDialect.standard();
        for (Line line : lines) {
            if (line.key.equals(BASE)) {
                try {
                    dialect = base(line.value);
                } catch (IllegalArgumentException | IllegalStateException e) {
                    errors.add(bad(line, String.valueOf(e.getMessage())));
                }
            }
        }
        for (Line line : lines) {
            for (Setting setting : Setting.ALL) {
                if (setting.key().equals(line.key)) {
                    try {
                        dialect = setting.apply().apply(dialect, line.value);
                    } catch (IllegalArgumentException e) {
                        errors.add(bad(line, String.valueOf(e.getMessage())));
                    }
                }
            }
        }
        errors.sort(Comparator.comparingInt(DialectError::line));
        return new DialectReading(dialect, errors);
    }

    /**
     * The text of a dialect: what it has other than {@code base = standard}. Read it gives an equal dialect.
     *
     * @throws IllegalArgumentException if a text cannot say it: a name of more than one line or with blanks around it, an
     *     acknowledgment mode that has no word, a time that is no whole number of milliseconds above 0, batches or fragments
     */
    public static String write(AnalyzerDialect dialect) {
        StringBuilder text = new StringBuilder();
        AnalyzerDialect standard = AnalyzerDialect.standard();
        for (Setting setting : Setting.ALL) {
            String value = setting.text().apply(dialect);
            if (!value.equals(setting.text().apply(standard))) {
                text.append(setting.key()).append(" = ").append(value).append('\n');
            }
        }
        if (!read(text.toString()).equals(new DialectReading(dialect, List.of()))) {
            throw new IllegalArgumentException("this dialect cannot be written");
        }
        return text.toString();
    }

    private static AnalyzerDialect base(String written) {
        String name = Spelling.plain(written);
        if (name.equals(STANDARD)) {
            return AnalyzerDialect.standard();
        }
        return AnalyzerDialect.preset(name).orElseThrow(() -> {
            List<String> names = new ArrayList<>(Presets.NAMES);
            names.add(STANDARD);
            return new IllegalArgumentException("there is no " + written + Spelling.hint(written, names));
        });
    }

    private static DialectError bad(Line line, String what) {
        return new DialectError(line.number, DialectError.Code.BAD_VALUE, line.key + ": " + what);
    }

    private static List<Line> lines(String text, List<DialectError> errors) {
        List<Line> lines = new ArrayList<>();
        Map<String, Integer> seen = new HashMap<>();
        String[] all = text.split("\r\n|\r|\n", -1);
        for (int i = 0; i < all.length; i++) {
            String line = (i == 0 && all[i].startsWith("\uFEFF") ? all[i].substring(1) : all[i]).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            int equals = line.indexOf('=');
            String key = equals < 0 ? "" : Spelling.plain(line.substring(0, equals));
            if (key.isEmpty()) {
                errors.add(new DialectError(i + 1, DialectError.Code.NOT_A_SETTING, "key = value belongs here"));
            } else if (!keys().contains(key)) {
                String hint = Spelling.hint(key, keys());
                errors.add(new DialectError(i + 1, DialectError.Code.UNKNOWN_KEY, "there is no " + key + hint));
            } else if (seen.containsKey(key)) {
                String where = key + " stands in line " + seen.get(key) + " already";
                errors.add(new DialectError(i + 1, DialectError.Code.KEY_AGAIN, where));
            } else {
                seen.put(key, i + 1);
                lines.add(new Line(i + 1, key, line.substring(equals + 1).strip()));
            }
        }
        return lines;
    }
}
