package com.example.lab;

import io.assaylink.hl7.message.Hl7Message;
import java.nio.charset.StandardCharsets;

/** Reads a field of a message. */
public final class Main {
    public static void main(String[] args) {
        byte[] bytes = ("MSH|^~\\&|A|B|C|D|20240102030405||ORU^R01|1|P|2.5.1\rOBX|1|NM|GLU^Glucose||5.4|mmol/L\r")
                .getBytes(StandardCharsets.US_ASCII);
        String value = Hl7Message.of(bytes).get("OBX-5").text();
        if (!value.equals("5.4")) {
            throw new AssertionError(value);
        }
        System.out.println(value + " by " + Hl7Message.class.getModule());
    }
}
