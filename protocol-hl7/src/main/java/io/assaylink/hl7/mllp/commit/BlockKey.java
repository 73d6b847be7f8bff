// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp.commit;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * What tells a block from others: sender and MSH-10, and a digest of all its bytes.
 *
 * @param id MSH-3, MSH-4 and MSH-10, byte for byte; empty where there is no MSH-10
 * @param digest SHA-256, hexadecimal
 */
record BlockKey(String id, String digest) {

    private static final int SENDER = 2; // MSH-3: the separator itself is MSH-1
    private static final int CONTROL_ID = 9;

    static BlockKey of(byte[] content) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(content);
            return new BlockKey(id(content), HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static String id(byte[] content) {
        int start = 0;
        while (start < content.length && content[start] != 'M') {
            start++; // a byte order mark, line ends
        }
        if (start + 4 > content.length || content[start + 1] != 'S' || content[start + 2] != 'H') {
            return "";
        }
        byte separator = content[start + 3];
        StringBuilder id = new StringBuilder();
        int field = 0;
        int from = start;
        for (int i = start; i <= content.length && field <= CONTROL_ID; i++) {
            boolean end = i == content.length || content[i] == '\r' || content[i] == '\n';
            if (end || content[i] == separator) {
                boolean wanted = field == SENDER || field == SENDER + 1 || field == CONTROL_ID;
                if (wanted) {
                    id.append(new String(content, from, i - from, ISO_8859_1)).append('\r');
                }
                if (field == CONTROL_ID) {
                    return i == from ? "" : id.toString();
                }
                field++;
                from = i + 1;
            }
            if (end) {
                return "";
            }
        }
        return "";
    }
}
