// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.encoding;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_16;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.charset.Charset;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** The names of HL7 table 0211, and those seen in the field, as Java charsets. */
public final class Hl7Charset {

    private static final Map<String, Charset> BY_NAME = names();

    private Hl7Charset() {}

    /**
     * The charset a value of MSH-18 names. Case, spaces and punctuation do not matter.
     *
     * <p>{@code UNICODE} is UTF-8, which is what its senders mean. {@code UNICODE UTF-16} and {@code UTF-32} are found,
     * but MLLP cannot frame them ({@link #isFramable}).
     *
     * @return empty when the name is unknown or this Java runtime lacks the charset
     */
    public static Optional<Charset> forName(String name) {
        return Optional.ofNullable(BY_NAME.get(key(name)));
    }

    /** The name table 0211 has for {@code charset}, to write into MSH-18; empty for ASCII, which needs none, and for unlisted ones. */
    public static Optional<String> nameOf(Charset charset) {
        return switch (charset.name()) {
            case "UTF-8" -> Optional.of("UNICODE UTF-8");
            case "GB18030" -> Optional.of("GB 18030-2000");
            case "x-EUC-TW" -> Optional.of("CNS 11643-1992");
            case "Big5" -> Optional.of("BIG-5");
            case "EUC-KR", "x-windows-949" -> Optional.of("KS X 1001");
            case "ISO-2022-JP" -> Optional.of("ISO IR87");
            case "ISO-2022-JP-2" -> Optional.of("ISO IR159");
            case "JIS_X0201" -> Optional.of("ISO IR14");
            default ->
                charset.name().startsWith("ISO-8859-")
                        ? Optional.of("8859/" + charset.name().substring("ISO-8859-".length()))
                        : Optional.empty();
        };
    }

    /** Whether every ASCII character is one byte of its own, so that segments and MLLP blocks can be found at all. */
    public static boolean isFramable(Charset charset) {
        return !charset.name().startsWith("UTF-16") && !charset.name().startsWith("UTF-32");
    }

    /**
     * The charset in which bytes said to be of {@code charset} are read: ISO 8859-1 for ASCII, since many who say ASCII put
     * other bytes into their texts, and it loses none; every other one as it is.
     */
    public static Charset reading(Charset charset) {
        return charset.equals(US_ASCII) ? ISO_8859_1 : charset;
    }

    private static Map<String, Charset> names() {
        Map<String, Charset> all = new HashMap<>();
        add(all, US_ASCII, "ASCII", "US-ASCII", "ISO IR6");
        for (int n = 1; n <= 16; n++) {
            if (n != 10 && n != 12 && n != 14) {
                String java = "ISO-8859-" + n;
                add(all, java, "8859/" + n, "ISO8859/" + n, "ISO-8859-" + n, "ISO IR8859-" + n);
            }
        }
        add(all, ISO_8859_1, "LATIN1", "ISO IR100");
        add(all, UTF_8, "UNICODE", "UNICODE UTF-8", "UTF-8", "UNICODE=UTF-8");
        add(all, UTF_16, "UNICODE UTF-16", "UTF-16");
        add(all, "UTF-32", "UNICODE UTF-32", "UTF-32");
        add(all, "JIS_X0201", "ISO IR14", "JIS X 0201");
        add(all, "ISO-2022-JP", "ISO IR87", "ISO-2022-JP", "JIS X 0208");
        add(all, "ISO-2022-JP-2", "ISO IR159", "ISO-2022-JP-2", "JIS X 0212");
        add(all, "Shift_JIS", "SHIFT_JIS", "SJIS");
        add(all, "windows-31j", "WINDOWS-31J", "CP932", "MS932");
        add(all, "EUC-JP", "EUC-JP");
        add(all, "GB18030", "GB 18030-2000", "GB18030");
        add(all, "GBK", "GBK", "GB2312", "CP936");
        add(all, "x-windows-949", "KS X 1001", "KSC5601", "EUC-KR", "CP949");
        add(all, "x-EUC-TW", "CNS 11643-1992", "EUC-TW");
        add(all, "Big5", "BIG-5", "BIG5");
        add(all, "KOI8-R", "KOI8-R");
        add(all, "TIS-620", "TIS-620", "ISO IR166");
        for (int n = 1250; n <= 1258; n++) {
            add(all, "windows-" + n, "WINDOWS-" + n, "CP" + n);
        }
        return all;
    }

    private static void add(Map<String, Charset> all, String java, String... names) {
        if (Charset.isSupported(java)) {
            add(all, Charset.forName(java), names);
        }
    }

    private static void add(Map<String, Charset> all, Charset charset, String... names) {
        for (String name : names) {
            all.put(key(name), charset);
        }
    }

    private static String key(String name) {
        StringBuilder key = new StringBuilder(name.length());
        for (int i = 0; i < name.length(); i++) {
            if (Character.isLetterOrDigit(name.charAt(i))) {
                key.append(name.charAt(i));
            }
        }
        return key.toString().toUpperCase(Locale.ROOT);
    }
}
