// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.netty.buffer.ByteBuf;

/**
 * RFC 5246 6.2.1: the kinds of the records that go by, without looking inside. TLS 1.2 lets a peer negotiate again at any
 * time, at our expense and with other parameters than we agreed to; it has to say so in a record of kind handshake.
 */
final class TlsRecords {
    private static final int HEADER = 5;
    private static final byte HANDSHAKE = 22;

    private final byte[] header = new byte[HEADER];
    private int inHeader;
    /** Bytes of the record's body still to come. */
    private int body;

    private boolean established;

    /** From now on a handshake is a renegotiation. */
    void refuseHandshakes() {
        established = true;
    }

    /** Looks at the bytes, moves nothing. False where they hold what is refused. */
    boolean accept(ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (body > 0) {
                int run = Math.min(body, bytes.writerIndex() - at);
                body -= run;
                at += run;
            } else {
                header[inHeader++] = bytes.getByte(at++);
                if (inHeader == 1 && established && header[0] == HANDSHAKE) {
                    return false;
                }
                if (inHeader == HEADER) {
                    inHeader = 0;
                    body = (header[3] & 0xFF) << 8 | (header[4] & 0xFF);
                }
            }
        }
        return true;
    }
}
