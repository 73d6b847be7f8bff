// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Invented messages in the shape of real instruments' messages. The same seed and number give the same message but for its
 * times.
 */
public final class SyntheticTraffic {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmss", Locale.ROOT);

    private record Analyte(String code, String unit, double low, double high, int decimals) {}

    private static final List<Analyte> CHEMISTRY = List.of(
            new Analyte("GLU", "mmol/L", 3.9, 6.1, 1),
            new Analyte("K", "mmol/L", 3.5, 5.1, 1),
            new Analyte("NA", "mmol/L", 136, 145, 0),
            new Analyte("CREA", "umol/L", 45, 104, 0),
            new Analyte("ALT", "U/L", 5, 40, 0),
            new Analyte("CRP", "mg/L", 0.1, 5, 1));

    private static final List<Analyte> HAEMATOLOGY = List.of(
            new Analyte("WBC", "10*9/L", 4, 10, 2),
            new Analyte("RBC", "10*12/L", 4.0, 5.5, 2),
            new Analyte("HGB", "g/L", 120, 170, 0),
            new Analyte("HCT", "%", 36, 50, 1),
            new Analyte("MCV", "fL", 80, 96, 1),
            new Analyte("MCH", "pg", 27, 33, 1),
            new Analyte("MCHC", "g/L", 320, 360, 0),
            new Analyte("PLT", "10*9/L", 150, 400, 0),
            new Analyte("NEUT", "10*9/L", 2, 7, 2),
            new Analyte("LYMPH", "10*9/L", 1, 4, 2));

    private final long seed;
    private final String specimenPrefix;

    /**
     * Traffic of one instrument.
     *
     * @param seed decides every value
     * @param specimenPrefix begins the specimen ids, so that one sees where a result came from
     */
    public SyntheticTraffic(long seed, String specimenPrefix) {
        this.seed = seed;
        this.specimenPrefix = specimenPrefix;
    }

    /** The specimen id of message {@code number}. */
    public String specimen(long number) {
        return String.format(Locale.ROOT, "%s-%05d", specimenPrefix, number);
    }

    /** A result upload of a chemistry analyzer, E1394, records ended by CR: H P O R… C L. */
    public byte[] astmChemistry(long number, LocalDateTime now) {
        SplittableRandom random = random(number);
        String time = TIME.format(now);
        StringBuilder text = new StringBuilder(512);
        text.append("H|\\^&|||SYN-CHEM^Simulator^1.0|||||host||P|LIS2-A2|")
                .append(time)
                .append('\r');
        text.append("P|1||SIM-").append(number % 1000).append("||TEST^PATIENT||19800101|U\r");
        text.append("O|1|").append(specimen(number)).append("||");
        int count = 2 + random.nextInt(CHEMISTRY.size() - 1);
        for (int i = 0; i < count; i++) {
            text.append(i == 0 ? "^^^" : "\\^^^").append(CHEMISTRY.get(i).code());
        }
        text.append("|R||").append(time).append("||||N||||S||||||||||F\r");
        for (int i = 0; i < count; i++) {
            Analyte analyte = CHEMISTRY.get(i);
            String value = value(analyte, random);
            text.append("R|")
                    .append(i + 1)
                    .append("|^^^")
                    .append(analyte.code())
                    .append('|')
                    .append(value);
            text.append('|').append(analyte.unit()).append('|');
            text.append(number(analyte.low(), analyte)).append('^').append(number(analyte.high(), analyte));
            text.append('|')
                    .append(flag(analyte, value))
                    .append("||F||sim|")
                    .append(time)
                    .append('|')
                    .append(time);
            text.append("|SIM-1\r");
        }
        if (number % 5 == 0) {
            text.append("C|1|I|Haemolysis index 1|I\r");
        }
        return text.append("L|1|N\r").toString().getBytes(StandardCharsets.US_ASCII);
    }

    /** A haematology result, HL7 2.5.1 ORU^R01 in original acknowledgment mode, segments ended by CR. */
    public byte[] hl7Haematology(long number, LocalDateTime now) {
        SplittableRandom random = random(number);
        String time = TIME.format(now);
        StringBuilder text = new StringBuilder(1500);
        text.append("MSH|^~\\&|SYN-HEMA|SIM|GATEWAY|LAB|").append(time).append("||ORU^R01^ORU_R01|");
        text.append(specimenPrefix).append(number).append("|P|2.5.1||||||UNICODE UTF-8\r");
        text.append("PID|1||SIM-").append(number % 1000).append("||TEST^PATIENT||19800101|U\r");
        text.append("OBR|1||")
                .append(specimen(number))
                .append("|CBC^Blood count^99SIM|||")
                .append(time);
        text.append("||||||||BLD|||||||").append(time).append("|||F\r");
        for (int i = 0; i < HAEMATOLOGY.size(); i++) {
            Analyte analyte = HAEMATOLOGY.get(i);
            String value = value(analyte, random);
            text.append("OBX|")
                    .append(i + 1)
                    .append("|NM|")
                    .append(analyte.code())
                    .append('^')
                    .append(analyte.code());
            text.append("^99SIM||")
                    .append(value)
                    .append('|')
                    .append(analyte.unit())
                    .append("^^UCUM|");
            text.append(number(analyte.low(), analyte)).append('-').append(number(analyte.high(), analyte));
            text.append('|')
                    .append(flag(analyte, value))
                    .append("|||F|||")
                    .append(time)
                    .append('\r');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private SplittableRandom random(long number) {
        return new SplittableRandom(seed * 1_000_003 + number);
    }

    private static String value(Analyte analyte, SplittableRandom random) {
        double spread = analyte.high() - analyte.low();
        return number(Math.max(0, analyte.low() + spread * (random.nextDouble() * 1.4 - 0.2)), analyte);
    }

    private static String flag(Analyte analyte, String value) {
        double number = Double.parseDouble(value);
        if (number < analyte.low()) {
            return "L";
        }
        return number > analyte.high() ? "H" : "N";
    }

    private static String number(double value, Analyte analyte) {
        return String.format(Locale.ROOT, "%." + analyte.decimals() + "f", value);
    }
}
