package com.example.lab;

import ca.uhn.hl7v2.model.v251.message.ORU_R01;
import io.assaylink.hl7.hapi.HapiBridge;
import io.assaylink.hl7.message.Hl7Message;
import java.nio.charset.StandardCharsets;

/** Hands a message over to HAPI and takes it back. */
public final class Main {
    public static void main(String[] args) throws Exception {
        byte[] bytes = ("MSH|^~\\&|A|B|C|D|20240102030405||ORU^R01^ORU_R01|1|P|2.5.1\r"
                        + "PID|1||X-1\rOBR|1||S-1|GLU\rOBX|1|NM|GLU^Glucose||5.4|mmol/L|||||F\r")
                .getBytes(StandardCharsets.US_ASCII);
        HapiBridge bridge = HapiBridge.typed();
        ORU_R01 oru = (ORU_R01) bridge.toHapi(Hl7Message.of(bytes));
        String value = bridge.fromHapi(oru).get("OBX-5").text();
        if (!value.equals("5.4")) {
            throw new AssertionError(value);
        }
        System.out.println(value + " by way of " + oru.getClass().getName());
    }
}
