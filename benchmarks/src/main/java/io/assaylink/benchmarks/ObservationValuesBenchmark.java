// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.assaylink.hl7.message.Hl7Cursor;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Segment;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** From the bytes of an ORU^R01 to every OBX-5: found, as text, and every other field too. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class ObservationValuesBenchmark {

    @Param({"13", "50"})
    public int observations;

    private byte[] bytes = new byte[0];
    private final Hl7Cursor cursor = new Hl7Cursor();
    private final PipeParser hapi = new PipeParser(new GenericModelClassFactory());

    /** Makes the message and verifies that all read the same values. */
    @Setup
    public void prepare() throws HL7Exception {
        bytes = Traffic.oru(observations);
        hapi.setValidationContext(ValidationContextFactory.noValidation());
        List<String> expected = byHand();
        if (expected.size() != observations
                || !assaylink().equals(expected)
                || !assaylinkCursor().equals(expected)
                || assaylinkFound() != String.join("", expected).length()
                || assaylinkIndex() != everyField()
                || !hapiGeneric().equals(expected)) {
            throw new IllegalStateException("the candidates do not read the same values");
        }
    }

    @Benchmark
    public List<String> assaylink() {
        List<String> values = new ArrayList<>(observations);
        for (Segment segment : Hl7Message.of(bytes).segments()) {
            if (segment.id().equals("OBX")) {
                values.add(segment.field(5).text());
            }
        }
        return values;
    }

    /** As {@link #assaylink()} with a cursor that is used again. */
    @Benchmark
    public List<String> assaylinkCursor() {
        List<String> values = new ArrayList<>(observations);
        cursor.over(Hl7Message.of(bytes));
        while (cursor.next("OBX")) {
            values.add(cursor.field(5).text());
        }
        return values;
    }

    /** Every OBX-5 is found and none is asked for its text: what that takes is the message object. */
    @Benchmark
    public int assaylinkFound() {
        int length = 0;
        cursor.over(Hl7Message.of(bytes));
        while (cursor.next("OBX")) {
            length += cursor.field(5).length();
        }
        return length;
    }

    /** Every field of every segment is found. */
    @Benchmark
    public int assaylinkIndex() {
        int fields = 0;
        cursor.over(Hl7Message.of(bytes));
        while (cursor.next()) {
            fields += cursor.fieldCount();
        }
        return fields;
    }

    /** Every field of every segment as text. */
    @Benchmark
    public int assaylinkEveryText() {
        int length = 0;
        cursor.over(Hl7Message.of(bytes));
        while (cursor.next()) {
            int fields = cursor.fieldCount();
            for (int n = 1; n <= fields; n++) {
                length += cursor.field(n).text().length();
            }
        }
        return length;
    }

    /** What a good engineer writes in an hour: no escapes, no charset, fixed delimiters. */
    @Benchmark
    public List<String> byHand() {
        List<String> values = new ArrayList<>(observations);
        for (String segment : new String(bytes, StandardCharsets.UTF_8).split("\r", -1)) {
            if (segment.startsWith("OBX|")) {
                values.add(segment.split("\\|", -1)[5]);
            }
        }
        return values;
    }

    /** The separators, and MSH-1. */
    private int everyField() {
        int fields = 1;
        for (byte b : bytes) {
            fields += b == '|' ? 1 : 0;
        }
        return fields;
    }

    @Benchmark
    public List<String> hapiGeneric() throws HL7Exception {
        Message message = hapi.parse(new String(bytes, StandardCharsets.UTF_8));
        List<String> values = new ArrayList<>(observations);
        for (int i = 0; i < observations; i++) {
            values.add(Terser.get((ca.uhn.hl7v2.model.Segment) message.get("OBX", i), 5, 0, 1, 1));
        }
        return values;
    }
}
