// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

/** What a {@link FrameDecoder} found. After {@link #violation} or {@link #tooLarge} nothing follows. */
public interface FrameSink {

    /** A whole message, {@code wireBytes} with the headers of its frames; the array is the sink's. */
    void message(boolean text, byte[] payload, long wireBytes);

    void ping(byte[] payload);

    void pong(byte[] payload);

    /** A close frame; code 1005 where it had none. */
    void close(int code, String reason);

    /**
     * The peer broke RFC 6455.
     *
     * @param closeCode what to close with: 1002, 1007 or 1008
     * @param code stable name of the rule
     * @param offset of the byte that broke it, or where it ought to have come, from the first byte behind the handshake;
     *     within compressed payload that of the piece it came in, 8 KiB at most
     */
    void violation(int closeCode, String code, long offset);

    /** A message is larger than the limit, told by the header that would make it so, or by the first inflated byte above. */
    void tooLarge(long found);
}
