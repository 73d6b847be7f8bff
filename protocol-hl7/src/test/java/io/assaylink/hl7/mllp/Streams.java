// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Streams made from a seed: cheap enough for thousands of them, most of them small and a few of 64 KiB. */
final class Streams {

    static final List<MllpProfile> PROFILES = List.of(
            MllpProfile.mllpStrict(),
            MllpProfile.mllpLenient(),
            MllpProfile.mllpR2(),
            MllpProfile.mllpLenient().tolerating(MllpCode.START_IN_TEXT),
            MllpProfile.mllpLenient().withLimits(12, 5),
            MllpProfile.mllpLenient().refusing(MllpCode.END_IN_TEXT).withWarningLimit(3));

    private static final String[] TOKENS = {
        "\u000b",
        "\u000b",
        "\u001c",
        "\u001c\r",
        "\u001c\r",
        "\r",
        "\n",
        "\0",
        "M",
        "MSH",
        "MSH|^~\\&|A",
        "FHS|^~\\&",
        "\u0006",
        "\u0015",
        "x",
        "abcdefgh",
        "\t",
        "\u001b",
        "\u00ef\u00bb\u00bf",
        "G",
        "GET ",
        "<",
        "\u0016",
        "OBX|1|ST|GLU^Glucose^99X||5.4|mmol/L|3.9-6.1|N|||F\r"
    };

    private Streams() {}

    /** Size of a stream: one in thirty is large. */
    static int size(Random random) {
        return random.nextInt(30) == 0 ? random.nextInt(64 << 10) : random.nextInt(160);
    }

    /** Control characters, headers, pieces of frames: what hurts. */
    static byte[] traffic(Random random) {
        int size = size(random);
        if (random.nextInt(8) == 0) {
            byte[] any = new byte[size];
            random.nextBytes(any);
            return any;
        }
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + 64);
        while (out.size() < size) {
            out.writeBytes(TOKENS[random.nextInt(TOKENS.length)].getBytes(ISO_8859_1));
        }
        return out.toByteArray();
    }

    /** Messages with different ids and text without framing bytes, together about so many bytes. */
    static List<byte[]> messages(Random random, int bytes, int most) {
        List<byte[]> messages = new ArrayList<>();
        int left = bytes;
        do {
            byte[] rest = new byte[random.nextInt(Math.max(1, Math.min(most, left + 1)))];
            random.nextBytes(rest);
            for (int i = 0; i < rest.length; i++) {
                rest[i] = rest[i] >= 0 && rest[i] < 0x20 ? (byte) '\r' : rest[i];
            }
            ByteArrayOutputStream message = new ByteArrayOutputStream(rest.length + 40);
            message.writeBytes(("MSH|^~\\&|A|||||ORU^R01|" + messages.size() + "#|P|2.5\r").getBytes(ISO_8859_1));
            message.writeBytes(rest);
            messages.add(message.toByteArray());
            left -= message.size();
        } while (left > 0);
        return messages;
    }

    static byte[] framed(byte[] message) {
        return MllpEncoder.encode(ByteBuffer.wrap(message)).array();
    }

    static byte[] join(List<byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        parts.forEach(out::writeBytes);
        return out.toByteArray();
    }

    /** The same bytes in reads of random sizes; the number of reads. */
    static int hears(Line line, byte[] wire, Random random) {
        int most = 1 + random.nextInt(random.nextBoolean() ? 4 : 4096);
        int reads = 0;
        for (int at = 0; at < wire.length; reads++) {
            int count = Math.min(wire.length - at, 1 + random.nextInt(most));
            line.decoder.decode(ByteBuffer.wrap(wire, at, count), line.now, line.events::add);
            at += count;
        }
        return reads;
    }

    /**
     * The work that so many bytes in so many reads may cost: a byte is looked at once, and again where a run ends on it; it is
     * moved once while an array doubles (twice at most for one byte, as each array is double the last) and once on its way out.
     */
    static long mostWork(long bytes, long reads) {
        return 5 * bytes + reads + 1024;
    }
}
