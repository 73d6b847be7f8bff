// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkProfile;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Profiles as text: {@code key = value} lines; {@code #} starts a line of comment.
 *
 * <pre>
 *   # Roche cobas e 411
 *   name = cobas e 411
 *   base = strict
 *   tolerances = NUMBER_SKIPS_ZERO, LOWERCASE_CHECKSUM
 *   packing = packed
 *   reply-to-enquiry = 15s
 *   query-specimen-component = 3
 * </pre>
 *
 * <p>{@code base} is {@code strict} (also without the line) or {@code lis01-a2}, {@code e1381-95}, {@code lenient} or
 * {@code raw}, or one of {@link InstrumentProfile#presets()}, and counts wherever it stands; each other key replaces what
 * the base says. Keys and words are read without regard to case, {@code -} and {@code _} are the same. The keys are listed in the module's README.
 */
public final class ProfileText {

    private static final String BASE = "base";
    private static final Map<String, Supplier<LinkProfile>> BASES = Map.of(
            "strict", LinkProfile::strict,
            "lis01-a2", LinkProfile::strict,
            "e1381-95", LinkProfile::e1381,
            "lenient", LinkProfile::lenient,
            "raw", () -> LinkProfile.strict().with(Tolerance.UNFRAMED_RECORDS));

    private ProfileText() {}

    /** Every key that a text may hold. */
    public static List<String> keys() {
        List<String> keys = new ArrayList<>(List.of(BASE));
        Setting.ALL.forEach(setting -> keys.add(setting.key()));
        return List.copyOf(keys);
    }

    private record Line(int number, String key, String value) {}

    /** Reads a text; wrong lines are reported and left out. Never throws. */
    public static ProfileReading read(String text) {
        List<ProfileError> errors = new ArrayList<>();
        List<Line> lines = lines(text, errors);
        InstrumentProfile profile = InstrumentProfile.strict();
        for (Line line : lines) {
            if (line.key.equals(BASE)) {
                try {
                    profile = base(line.value);
                } catch (IllegalArgumentException | IllegalStateException e) {
                    errors.add(bad(line, String.valueOf(e.getMessage())));
                }
            }
        }
        for (Line line : lines) {
            for (Setting setting : Setting.ALL) {
                if (setting.key().equals(line.key)) {
                    try {
                        profile = setting.apply().apply(profile, line.value);
                    } catch (IllegalArgumentException e) {
                        errors.add(bad(line, String.valueOf(e.getMessage())));
                    }
                }
            }
        }
        errors.sort(Comparator.comparingInt(ProfileError::line));
        return new ProfileReading(profile, errors);
    }

    private static InstrumentProfile base(String written) {
        String name = Spelling.plain(written);
        Supplier<LinkProfile> link = BASES.get(name);
        if (link != null) {
            return InstrumentProfile.strict().withLink(link.get());
        }
        return InstrumentProfile.preset(name).orElseThrow(() -> {
            List<String> names = new ArrayList<>(BASES.keySet());
            names.addAll(Presets.NAMES);
            return new IllegalArgumentException("there is no " + written + Spelling.hint(written, names));
        });
    }

    private static ProfileError bad(Line line, String what) {
        return new ProfileError(line.number, ProfileError.Code.BAD_VALUE, line.key + ": " + what);
    }

    private static List<Line> lines(String text, List<ProfileError> errors) {
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
                errors.add(new ProfileError(i + 1, ProfileError.Code.NOT_A_SETTING, "key = value belongs here"));
            } else if (!keys().contains(key)) {
                String hint = Spelling.hint(key, keys());
                errors.add(new ProfileError(i + 1, ProfileError.Code.UNKNOWN_KEY, "there is no " + key + hint));
            } else if (seen.containsKey(key)) {
                String where = key + " stands in line " + seen.get(key) + " already";
                errors.add(new ProfileError(i + 1, ProfileError.Code.KEY_AGAIN, where));
            } else {
                seen.put(key, i + 1);
                lines.add(new Line(i + 1, key, line.substring(equals + 1).strip()));
            }
        }
        return lines;
    }

    /**
     * The text of a profile: its name and what it has other than {@code base = strict}. Read it gives an equal profile.
     *
     * @throws IllegalArgumentException if the name has more than one line or blanks around it, or a time is no whole number
     *     of milliseconds above 0
     */
    public static String write(InstrumentProfile profile) {
        StringBuilder text = new StringBuilder();
        InstrumentProfile strict = InstrumentProfile.strict();
        for (Setting setting : Setting.ALL) {
            String value = setting.text().apply(profile);
            boolean base = setting.key().equals("tolerances");
            if (base || !value.equals(setting.text().apply(strict))) {
                text.append(base ? "base = strict\n" : "");
                text.append(base && value.isEmpty() ? "" : setting.key() + " = " + value + "\n");
            }
        }
        if (!read(text.toString()).equals(new ProfileReading(profile, List.of()))) {
            throw new IllegalArgumentException("this profile cannot be written");
        }
        return text.toString();
    }
}
