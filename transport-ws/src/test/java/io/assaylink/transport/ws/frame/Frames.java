// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a decoder tells, one line each. */
final class Frames implements FrameSink {
    final List<String> told = new ArrayList<>();
    final List<byte[]> payloads = new ArrayList<>();

    static byte[] hex(String hex) {
        return HexFormat.of().parseHex(hex.replace(" ", ""));
    }

    /** All of {@code hex} as one read. */
    List<String> decode(FrameDecoder decoder, String hex) {
        decoder.decode(ByteBuffer.wrap(hex(hex)));
        return told;
    }

    @Override
    public void message(boolean text, byte[] payload, long wireBytes) {
        payloads.add(payload);
        told.add((text ? "text " : "binary ") + new String(payload, StandardCharsets.UTF_8) + " " + wireBytes);
    }

    @Override
    public void ping(byte[] payload) {
        told.add("ping " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void pong(byte[] payload) {
        told.add("pong " + new String(payload, StandardCharsets.UTF_8));
    }

    @Override
    public void close(int code, String reason) {
        told.add("close " + code + " " + reason);
    }

    @Override
    public void violation(int closeCode, String code, long offset) {
        told.add(closeCode + " " + code + " " + offset);
    }

    @Override
    public void tooLarge(long found) {
        told.add("too large " + found);
    }
}
