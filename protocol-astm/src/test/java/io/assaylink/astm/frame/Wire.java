// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.frame;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as the manuals print them: {@code <STX>1H|\^&<CR><ETX>E5<CR><LF>}. */
public final class Wire {

    private static final List<String> NAMES = List.of(
            "NUL", "SOH", "STX", "ETX", "EOT", "ENQ", "ACK", "BEL", "BS", "HT", "LF", "VT", "FF", "CR", "SO", "SI",
            "DLE", "DC1", "DC2", "DC3", "DC4", "NAK", "SYN", "ETB");
    private static final Pattern TOKEN = Pattern.compile("<([A-Z0-9]{2,3})>|(.)", Pattern.DOTALL);

    private Wire() {}

    public static byte[] bytes(String printed) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Matcher token = TOKEN.matcher(printed);
        while (token.find()) {
            int control = token.start(1) < 0 ? -1 : NAMES.indexOf(token.group(1));
            if (control >= 0) {
                out.write(control);
            } else {
                out.writeBytes(token.group().getBytes(StandardCharsets.ISO_8859_1));
            }
        }
        return out.toByteArray();
    }

    public static String print(byte[] bytes) {
        StringBuilder out = new StringBuilder();
        for (byte b : bytes) {
            if (b >= 0 && b < NAMES.size()) {
                out.append('<').append(NAMES.get(b)).append('>');
            } else {
                out.append((char) (b & 0xFF));
            }
        }
        return out.toString();
    }

    /** A whole frame with its checksum. */
    public static String frame(int number, String text) {
        byte[] content = bytes(text);
        return print(FrameEncoder.frame(number, content, true));
    }

    /** A frame that ends with ETB. */
    public static String part(int number, String text) {
        return print(FrameEncoder.frame(number, bytes(text), false));
    }
}
