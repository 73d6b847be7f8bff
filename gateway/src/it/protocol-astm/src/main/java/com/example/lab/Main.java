package com.example.lab;

import io.assaylink.astm.record.AstmMessage;
import java.nio.charset.StandardCharsets;

/** Reads a field of a message. */
public final class Main {
    public static void main(String[] args) {
        byte[] bytes = "H|\\^&\rP|1\rO|1|S-1\rR|1|^^^GLU|5.4|mmol/L\rL|1|N\r".getBytes(StandardCharsets.US_ASCII);
        String value = AstmMessage.of(bytes).get("R[1].4").orElseThrow();
        if (!value.equals("5.4")) {
            throw new AssertionError(value);
        }
        System.out.println(value + " by " + AstmMessage.class.getModule());
    }
}
