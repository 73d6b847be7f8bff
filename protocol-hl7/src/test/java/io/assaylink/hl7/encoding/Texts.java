// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** What properties of this module draw from: every legal delimiter set, and texts that a charset can hold. */
public final class Texts {

    private static final String[] TRAPS = {
        "\\",
        "|",
        "^",
        "~",
        "&",
        "#",
        "\r",
        "\n",
        "\r\n",
        "\"\"",
        "\\F\\",
        "\\X0D\\",
        "\\.br\\",
        "\\C2D41\\",
        "\u000b",
        "\u001c",
        "\t",
        "\u0000",
        "é",
        "ß",
        "¥",
        "‾",
        "Ж",
        "中",
        "表示",
        "功能",
        "亅",
        "ソ",
        "한국",
        "\uD83E\uDDEA",
        " ",
        "MSH|",
        "€"
    };

    private Texts() {}

    /** A legal set with all, without the sixth, fifth or fourth character of MSH-1 and MSH-2. */
    public static Delimiters delimiters(Random random) {
        List<Character> signs = new ArrayList<>();
        for (char c = '!'; c < 0x7F; c++) {
            if (Delimiters.canDelimit(c)) {
                signs.add(c);
            }
        }
        Collections.shuffle(signs, random);
        StringBuilder encoding = new StringBuilder();
        int count = 3 + random.nextInt(3);
        signs.subList(1, count + 1).forEach(encoding::append);
        return Delimiters.of(signs.get(0), encoding.toString());
    }

    /** A text of about {@code length} characters that {@code charset} has. */
    public static String text(Random random, Charset charset, int length) {
        CharsetEncoder encoder = charset.newEncoder();
        StringBuilder text = new StringBuilder(length + 8);
        while (text.length() < length) {
            String part = switch (random.nextInt(4)) {
                case 0 -> TRAPS[random.nextInt(TRAPS.length)];
                case 1 -> String.valueOf((char) (' ' + random.nextInt(95)));
                case 2 -> String.valueOf((char) (0x4E00 + random.nextInt(0x5200)));
                default -> String.valueOf((char) random.nextInt(0x3100));
            };
            if (part.indexOf('\uFFFD') < 0 && encoder.canEncode(part)) {
                text.append(part);
            }
        }
        return text.toString();
    }

    /** Mostly short, now and then up to {@code most}. */
    public static int length(Random random, int most) {
        return random.nextInt(500) == 0 ? random.nextInt(most + 1) : random.nextInt(40);
    }
}
