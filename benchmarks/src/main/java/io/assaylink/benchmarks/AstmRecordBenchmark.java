// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import io.assaylink.astm.build.MessageBuilder;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.record.RecordCursor;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** A message of 13 R records, 1.4 KB: from its bytes to every R-4, to the text of every field, and from values to bytes. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AstmRecordBenchmark {

    static final int RESULTS = 13;

    private final byte[] bytes = AstmTraffic.results(RESULTS);
    private final RecordCursor cursor = new RecordCursor();

    /** Verifies that all read the same values and fields, and write the same message. */
    @Setup
    public void prepare() {
        List<String> values = splitValues();
        int size = values.stream().mapToInt(String::length).sum();
        boolean sameValues = values.size() == RESULTS
                && recordValues().equals(values)
                && cursorTexts().equals(values)
                && objectValues().equals(values)
                && cursorValues() == size;
        if (!sameValues || !allFields().equals(splitFields())) {
            throw new IllegalStateException("the candidates do not read the same");
        }
        if (!Arrays.equals(build(), bytes) || !Arrays.equals(buildByHand(), bytes)) {
            throw new IllegalStateException("the candidates do not write the same");
        }
    }

    /** Where each R-4 stands; the sum of their lengths. */
    @Benchmark
    public int cursorValues() {
        int size = 0;
        cursor.over(AstmMessage.of(bytes));
        while (cursor.next('R')) {
            if (cursor.seek(4)) {
                size += cursor.length();
            }
        }
        return size;
    }

    List<String> cursorTexts() {
        List<String> values = new ArrayList<>(RESULTS);
        cursor.over(AstmMessage.of(bytes));
        while (cursor.next('R')) {
            values.add(cursor.seek(4) ? cursor.text() : "");
        }
        return values;
    }

    /** The text of each R-4, by way of the index of records. */
    @Benchmark
    public List<String> recordValues() {
        List<String> values = new ArrayList<>(RESULTS);
        for (AstmRecord record : AstmMessage.of(bytes).records()) {
            if (record.is('R')) {
                values.add(record.field(4));
            }
        }
        return values;
    }

    /** What a good engineer writes in an hour: no escapes, no character set, fixed delimiters. */
    @Benchmark
    public List<String> splitValues() {
        List<String> values = new ArrayList<>(RESULTS);
        for (String record : new String(bytes, StandardCharsets.ISO_8859_1).split("\r", -1)) {
            if (record.startsWith("R|")) {
                values.add(record.split("\\|", -1)[3]);
            }
        }
        return values;
    }

    /** The same with an object for each record, its fields and their components, as record libraries do. */
    @Benchmark
    public List<String> objectValues() {
        List<List<List<String>>> records = new ArrayList<>();
        for (String record : new String(bytes, StandardCharsets.ISO_8859_1).split("\r", -1)) {
            List<List<String>> fields = new ArrayList<>();
            for (String field : record.split("\\|", -1)) {
                fields.add(List.of(field.split("\\^", -1)));
            }
            records.add(fields);
        }
        List<String> values = new ArrayList<>(RESULTS);
        for (List<List<String>> record : records) {
            if (record.get(0).get(0).equals("R")) {
                values.add(record.get(3).get(0));
            }
        }
        return values;
    }

    /** The text of every field, un-escaped. */
    @Benchmark
    public List<String> allFields() {
        List<String> all = new ArrayList<>(256);
        for (AstmRecord record : AstmMessage.of(bytes).records()) {
            int count = record.fieldCount();
            for (int field = 1; field <= count; field++) {
                all.add(record.field(field));
            }
        }
        return all;
    }

    /** The same by hand; nothing is un-escaped. */
    @Benchmark
    public List<String> splitFields() {
        List<String> all = new ArrayList<>(256);
        for (String record : new String(bytes, StandardCharsets.ISO_8859_1).split("\r", -1)) {
            if (!record.isEmpty()) { // behind the last CR
                all.addAll(Arrays.asList(record.split("\\|", -1)));
            }
        }
        return all;
    }

    /** The same message from its values: numbered, escaped, every character checked. */
    @Benchmark
    public byte[] build() {
        MessageBuilder builder = MessageBuilder.standard()
                .header(h -> h.fields()
                        .set(5, "SYN", "1.0")
                        .set(12, "P")
                        .set(13, "LIS2-A2")
                        .set(14, "20240102030405"))
                .record(
                        'P',
                        p -> p.set(4, "SIM-0001")
                                .set(6, "TEST", "PATIENT")
                                .set(8, "19800101")
                                .set(9, "U"))
                .record(
                        'O',
                        o -> o.set(3, "SYN-00001").set(5, "", "", "", "PANEL").set(6, "R"));
        for (int i = 1; i <= RESULTS; i++) {
            int number = i;
            builder.record(
                    'R',
                    r -> r.set(3, "", "", "", "T" + number, "Test " + number)
                            .set(4, AstmTraffic.value(number))
                            .set(5, "mmol/L")
                            .set(6, "3.9", "6.1")
                            .set(7, "N")
                            .set(9, "F")
                            .set(11, "LAB", "TECH")
                            .set(12, "20240102030300")
                            .set(13, "20240102030405")
                            .set(14, "AN-1", "SIM-0042"));
        }
        return builder.end().toBytes();
    }

    /** Strings joined; nothing is numbered, escaped or checked. */
    @Benchmark
    public byte[] buildByHand() {
        return AstmTraffic.results(RESULTS);
    }
}
