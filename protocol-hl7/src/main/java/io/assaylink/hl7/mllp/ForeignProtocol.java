// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import java.util.Arrays;
import java.util.Optional;

/**
 * Names another protocol by the first bytes of a connection. Looks at 12 bytes at most, and keeps none: for each signature
 * only whether it still fits.
 *
 * <p>Blanks may stand in front of a text protocol. Seven of them, in one order, begin a PROXY header of version 2.
 */
final class ForeignProtocol {

    private static final char LETTER = '\u0100'; // a to z, A to Z
    private static final char VALUE = '\u0101'; // what may follow the first bracket of JSON

    private enum Signature {
        TLS(MllpCode.FOREIGN_TLS, "\u0016\u0003"), // record type handshake, major version 3
        GET(MllpCode.FOREIGN_HTTP, "GET "),
        HEAD(MllpCode.FOREIGN_HTTP, "HEAD "),
        POST(MllpCode.FOREIGN_HTTP, "POST "),
        PUT(MllpCode.FOREIGN_HTTP, "PUT "),
        DELETE(MllpCode.FOREIGN_HTTP, "DELETE "),
        OPTIONS(MllpCode.FOREIGN_HTTP, "OPTIONS "),
        CONNECT(MllpCode.FOREIGN_HTTP, "CONNECT "),
        PATCH(MllpCode.FOREIGN_HTTP, "PATCH "),
        TRACE(MllpCode.FOREIGN_HTTP, "TRACE "),
        HTTP_2(MllpCode.FOREIGN_HTTP, "PRI * HTTP/2"),
        RESPONSE(MllpCode.FOREIGN_HTTP, "HTTP/"),
        ENQ(MllpCode.FOREIGN_ASTM, "\u0005"),
        STX(MllpCode.FOREIGN_ASTM, "\u0002"),
        HEADER(MllpCode.FOREIGN_ASTM, "H|\\^&"),
        ELEMENT(MllpCode.FOREIGN_XML, "<" + LETTER),
        DECLARATION(MllpCode.FOREIGN_XML, "<?"),
        DOCTYPE(MllpCode.FOREIGN_XML, "<!"),
        MARKED_XML(MllpCode.FOREIGN_XML, "\u00ef\u00bb\u00bf<"),
        OBJECT(MllpCode.FOREIGN_JSON, "{" + VALUE),
        ARRAY(MllpCode.FOREIGN_JSON, "[" + VALUE),
        PROXY_1(MllpCode.FOREIGN_PROXY, "PROXY "),
        PROXY_2(MllpCode.FOREIGN_PROXY, "\r\n\r\n\0\r\nQUIT\n"),
        SSH(MllpCode.FOREIGN_SSH, "SSH-");

        private final MllpCode code;
        private final String bytes;

        Signature(MllpCode code, String bytes) {
            this.code = code;
            this.bytes = bytes;
        }

        boolean has(int index, byte b) {
            char c = (char) (b & 0xFF);
            return switch (bytes.charAt(index)) {
                case LETTER -> (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
                case VALUE -> "\"{}[] \r\n\t".indexOf(c) >= 0;
                default -> bytes.charAt(index) == c;
            };
        }
    }

    private static final Signature[] ALL = Signature.values();
    private static final int EVERY = (1 << ALL.length) - 1;
    private static final int PROXY_2 = 1 << Arrays.asList(ALL).indexOf(Signature.PROXY_2);
    private static final int MOST_BLANKS = 7;

    private int fitting = EVERY; // a bit for each signature; 0: decided
    private int matched; // bytes that they have in common with the connection
    private int blanks; // in front of them
    private int length; // of the signature that was found

    /** Whether more bytes are needed to tell. */
    boolean isUndecided() {
        return fitting != 0;
    }

    /** The first bytes were MLLP. */
    void decide() {
        fitting = 0;
    }

    /** Bytes of the signature that was found: it began so many before the end of the last byte. */
    int length() {
        return length;
    }

    /** The next byte outside any frame, while undecided: the protocol, if its signature is complete with this byte. */
    Optional<MllpCode> next(byte b) {
        int left = 0;
        for (int i = 0; i < ALL.length; i++) {
            int bit = 1 << i;
            int index = bit == PROXY_2 ? blanks + matched : matched;
            if ((fitting & bit) != 0 && ALL[i].has(index, b)) {
                if (index + 1 == ALL[i].bytes.length()) {
                    fitting = 0;
                    length = index + 1;
                    return Optional.of(ALL[i].code);
                }
                left |= bit;
            }
        }
        if (matched == 0 && (b == '\r' || b == '\n' || b == 0 || b == ' ')) {
            blanks++;
            fitting = blanks <= MOST_BLANKS ? (EVERY & ~PROXY_2) | (left & PROXY_2) : 0;
            return Optional.empty();
        }
        matched++;
        fitting = left;
        return Optional.empty();
    }
}
