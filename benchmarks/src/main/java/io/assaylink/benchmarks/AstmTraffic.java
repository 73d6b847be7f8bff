// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.astm.frame.Control;
import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.FrameEncoder.Packing;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Invented messages of E1394 and the sessions that carry them. */
final class AstmTraffic {

    static final String HEADER = "H|\\^&|||SYN^1.0|||||||P|LIS2-A2|20240102030405\r";

    private AstmTraffic() {}

    /** A message with so many R records, about 95 bytes each. */
    static byte[] results(int count) {
        StringBuilder text = new StringBuilder(200 + 104 * count);
        text.append(HEADER).append("P|1||SIM-0001||TEST^PATIENT||19800101|U\rO|1|SYN-00001||^^^PANEL|R\r");
        for (int i = 1; i <= count; i++) {
            text.append(result(i));
        }
        return text.append("L|1|N\r").toString().getBytes(StandardCharsets.US_ASCII);
    }

    static String result(int i) {
        return "R|" + i + "|^^^T" + i + "^Test " + i + "|" + value(i)
                + "|mmol/L|3.9^6.1|N||F||LAB^TECH|20240102030300|20240102030405|AN-1^SIM-0042\r";
    }

    static String value(int i) {
        return i * 7 % 100 + "." + i % 10;
    }

    /** A message of this many bytes, most of them in one comment, as those that carry a picture. */
    static byte[] document(int size) {
        String before = HEADER + "P|1\rO|1|SYN-00001\rR|1|^^^IMAGE|see comment\rC|1|I|";
        String after = "|G\rL|1|N\r";
        String text = before + "QUJD".repeat(size / 4).substring(0, size - before.length() - after.length()) + after;
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** ENQ, frames of 240 characters one after the other, EOT: all that the sender writes. */
    static byte[] session(byte[] message) {
        ByteArrayOutputStream line = new ByteArrayOutputStream(message.length + message.length / 16);
        line.write(Control.ENQ);
        new FrameEncoder(Packing.PACKED, FrameEncoder.CLASSIC_LIMIT)
                .frames(message)
                .forEach(line::writeBytes);
        line.write(Control.EOT);
        return line.toByteArray();
    }
}
