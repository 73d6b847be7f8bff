// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

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
}
