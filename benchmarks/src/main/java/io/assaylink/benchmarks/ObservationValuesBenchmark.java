// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.GenericModelClassFactory;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.util.Terser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
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

/** From the bytes of an ORU^R01 to the text of every OBX-5. */
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
    private final PipeParser hapi = new PipeParser(new GenericModelClassFactory());

    /** Makes the message and verifies that all three read the same values. */
    @Setup
    public void prepare() throws HL7Exception {
        bytes = Traffic.oru(observations);
        hapi.setValidationContext(ValidationContextFactory.noValidation());
        List<String> expected = byHand();
        if (expected.size() != observations
                || !assaylink().equals(expected)
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
