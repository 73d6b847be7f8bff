// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The fixed, invented inputs of the benchmarks. */
final class Traffic {
    private Traffic() {}

    /** An ORU^R01 with so many OBX segments, about 85 bytes each. */
    static byte[] oru(int observations) {
        StringBuilder text = new StringBuilder(200 + observations * 96);
        text.append(
                "MSH|^~\\&|SYN|LAB|GATEWAY|LAB|20240102030405||ORU^R01^ORU_R01|C-000001|P|2.5.1||||||UNICODE UTF-8\r");
        text.append("PID|1||SIM-0001||TEST^PATIENT||19800101|U\r");
        text.append("OBR|1||SYN-00001|PANEL^Panel^99SYN|||20240102030000\r");
        for (int i = 1; i <= observations; i++) {
            text.append("OBX|")
                    .append(i)
                    .append("|NM|T")
                    .append(i)
                    .append("^Test ")
                    .append(i)
                    .append("^99SYN||");
            text.append(i * 7 % 100)
                    .append('.')
                    .append(i % 10)
                    .append("|mmol/L^^UCUM|3.9-6.1|N|||F|||20240102030405\r");
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** So many E1381 frames of 240 characters of text, one after the other as they stand on the line without the answers. */
    static byte[] frames(int count) {
        StringBuilder records = new StringBuilder(240 * count);
        records.append("H|\\^&|||SYN^1.0|||||||P|LIS2-A2|20240102030405\rP|1||SIM-0001\rO|1|SYN-00001||^^^PANEL|R\r");
        for (int i = 1; records.length() < 240 * count; i++) {
            records.append("R|").append(i).append("|^^^T").append(i).append('|').append(i * 7 % 100);
            records.append('.').append(i % 10).append("|mmol/L|3.9^6.1|N||F||||20240102030405\r");
        }
        byte[] text = records.toString().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer out = ByteBuffer.allocate(count * (240 + FrameEncoder.OVERHEAD));
        for (int i = 0; i < count; i++) {
            out.put(FrameEncoder.frame((i + 1) & 7, text, 240 * i, 240 * (i + 1), false));
        }
        return out.array();
    }

    /** An ORU^R01 whose only OBX holds a document of so many base64 characters. */
    static byte[] document(int characters) {
        String base64 = "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVphYmNkZWZnaGlqa2xtbm9wcXJzdHV2";
        StringBuilder text = new StringBuilder(characters + 200);
        text.append(new String(oru(0), StandardCharsets.UTF_8))
                .append("OBX|1|ED|PDF^Report^99SYN||^application^pdf^Base64^");
        for (int left = characters; left > 0; left -= base64.length()) {
            text.append(base64, 0, Math.min(left, base64.length()));
        }
        return text.append("||||||F\r").toString().getBytes(StandardCharsets.UTF_8);
    }

    /** One message in MLLP. */
    static byte[] framed(byte[] message) {
        return MllpEncoder.encode(ByteBuffer.wrap(message)).array();
    }

    /** So many messages of {@link #oru(int)} in MLLP. */
    static byte[] mllp(int messages, int observations) {
        byte[] block = framed(oru(observations));
        ByteBuffer out = ByteBuffer.allocate(messages * block.length);
        for (int i = 0; i < messages; i++) {
            out.put(block);
        }
        return out.array();
    }

    /** The bytes in reads of this size. */
    static ByteBuffer[] reads(byte[] bytes, int size) {
        ByteBuffer[] reads = new ByteBuffer[(bytes.length + size - 1) / size];
        for (int i = 0; i < reads.length; i++) {
            reads[i] = ByteBuffer.wrap(bytes, i * size, Math.min(size, bytes.length - i * size))
                    .slice();
        }
        return reads;
    }
}
