// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** 13 (11): work per input byte is bounded for one-byte reads up to 20 MB, counted in steps and not in time. */
class MllpDecoderWorkTest {

    private static final int BYTES = 20_000_000;

    @ParameterizedTest(name = "{0}")
    @DisplayName("H8 H17 20 MB, one byte a read")
    @CsvSource({
        "one document,           'MSH|^~\\&|D|',                 'QUJD',                                      1",
        "small messages,         '',                             'VTMSH|^~\\&|A|BCRPID|1CRFSCR',              0",
        "FS in the text,         'MSH|^~\\&|D|',                 'FSx',                                       1",
        "control characters,     'MSH|^~\\&|D|',                 'TABLF',                                     1",
    })
    void oneByteReads(String name, String start, String repeated, int last) {
        byte[] wire =
                wire(printed((last == 1 ? "VT" : "") + start), printed(repeated), printed(last == 1 ? "FSCR" : ""));
        MllpDecoder decoder = new MllpDecoder(MllpProfile.mllpLenient().withLimits(32 << 20, 4096));
        long[] frames = new long[2]; // how many, and their bytes
        ByteBuffer read = ByteBuffer.wrap(wire);
        for (int i = 0; i < wire.length; i++) {
            decoder.decode(read.limit(i + 1).position(i), 0, event -> {
                if (event instanceof MllpEvent.Frame frame) {
                    frames[0]++;
                    frames[1] += frame.content().length;
                }
            });
        }
        assertThat(decoder.bytesRead()).isEqualTo(wire.length);
        assertThat(frames[0]).isEqualTo(last == 1 ? 1 : BYTES / repeated(repeated));
        assertThat(frames[1] + decoder.framingBytes() + decoder.pendingBytes()).isEqualTo(wire.length);
        assertThat(decoder.work()).isLessThanOrEqualTo(Streams.mostWork(wire.length, wire.length));
    }

    private static int repeated(String token) {
        return printed(token).length;
    }

    private static byte[] wire(byte[] start, byte[] repeated, byte[] end) {
        int times = BYTES / repeated.length;
        byte[] wire = new byte[start.length + times * repeated.length + end.length];
        System.arraycopy(start, 0, wire, 0, start.length);
        for (int i = 0; i < times; i++) {
            System.arraycopy(repeated, 0, wire, start.length + i * repeated.length, repeated.length);
        }
        System.arraycopy(end, 0, wire, wire.length - end.length, end.length);
        return wire;
    }

    private static byte[] printed(String text) {
        return text.replace("VT", "\u000b")
                .replace("FS", "\u001c")
                .replace("CR", "\r")
                .replace("TAB", "\t")
                .replace("LF", "\n")
                .getBytes(ISO_8859_1);
    }
}
