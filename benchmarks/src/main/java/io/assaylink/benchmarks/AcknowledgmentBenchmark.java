// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.parser.PipeParser;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckProfile;
import io.assaylink.hl7.ack.AcknowledgmentWriter;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.ack.RequestHeader;
import io.assaylink.hl7.message.Hl7Message;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Arrays;
import java.util.Locale;
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

/** From the bytes of a message to whether it is an ORU^R01, and the bytes of its AA in an outgoing buffer. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class AcknowledgmentBenchmark {

    private static final long SECOND = Instant.parse("2026-01-01T00:00:00Z").getEpochSecond();

    /** OBX segments of the message: 1 is 0.3 KB, 70,000 is 6 MB. */
    @Param({"1", "70000"})
    public int observations = 1;

    private byte[] message = new byte[0];
    private final ByteBuffer out = ByteBuffer.allocate(1024);
    private final RequestHeader header = new RequestHeader();
    private final AcknowledgmentWriter writer = new AcknowledgmentWriter(
            AckProfile.defaults(), ControlIds.startedAt(Instant.ofEpochSecond(SECOND)), ZoneOffset.UTC);
    private final ByHand hand = new ByHand();

    /** HAPI parses the whole message, so that only the small one is put to it. */
    @State(Scope.Benchmark)
    public static class SmallMessage {
        final byte[] bytes = Traffic.oru(1);
        final PipeParser parser = parser();
    }

    /** Makes the message and verifies that all candidates say the same in the fields that count. */
    @Setup
    public void prepare() {
        message = Traffic.oru(observations);
        Hl7Message ours = read(assaylink());
        verify(ours, read(byHand()), "by hand");
        if (!ours.get("MSH-18").text().equals(read(byHand()).get("MSH-18").text())) {
            throw new IllegalStateException("by hand says something else in MSH-18");
        }
        try {
            verify(ours, Hl7Message.of(hapi(new SmallMessage()).getBytes(ISO_8859_1)), "HAPI");
        } catch (HL7Exception | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The header in place, the answer slice by slice. */
    @Benchmark
    public ByteBuffer assaylink() {
        out.clear();
        header.read(message, 0, message.length);
        if (!header.is("ORU", "R01")) {
            throw new IllegalStateException("not routed");
        }
        writer.write(header, header.policy().onSuccess().get(0), SECOND, out);
        return out;
    }

    /** What a good engineer writes in an hour: MSH as a String, split, joined. */
    @Benchmark
    public ByteBuffer byHand() {
        out.clear();
        return hand.answer(message, out);
    }

    /** HAPI's parser and generateACK, small message whatever the parameter says. */
    @Benchmark
    public String hapi(SmallMessage small) throws HL7Exception, IOException {
        Message parsed = small.parser.parse(new String(small.bytes, ISO_8859_1));
        return parsed.generateACK().encode();
    }

    private static PipeParser parser() {
        DefaultHapiContext context = new DefaultHapiContext();
        context.setValidationContext(ValidationContextFactory.noValidation());
        return context.getPipeParser();
    }

    private static Hl7Message read(ByteBuffer written) {
        byte[] bytes = new byte[written.position()];
        written.duplicate().flip().get(bytes);
        return Hl7Message.of(bytes);
    }

    /** MSH-7 and MSH-10 are each one's own; HAPI leaves out MSH-18. */
    private static void verify(Hl7Message ours, Hl7Message other, String name) {
        for (String path :
                new String[] {"MSH-2", "MSH-5", "MSH-6", "MSH-9.1", "MSH-9.2", "MSH-11", "MSH-12", "MSA-1", "MSA-2"}) {
            if (!Arrays.equals(ours.get(path).bytes(), other.get(path).bytes())) {
                throw new IllegalStateException(name + " says something else in " + path);
            }
        }
        if (!ours.get("MSA-1").text().equals(AckCode.AA.name())) {
            throw new IllegalStateException("not an AA");
        }
    }

    private static final class ByHand {
        private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyyMMddHHmmssZ", Locale.ROOT);
        private long count;

        ByteBuffer answer(byte[] message, ByteBuffer out) {
            int end = 0;
            while (message[end] != '\r') {
                end++;
            }
            String[] fields = new String(message, 0, end, ISO_8859_1).split("\\|", -1);
            String[] type = fields[8].split("\\^", -1);
            if (!type[0].equals("ORU") || !type[1].equals("R01")) {
                throw new IllegalStateException("not routed");
            }
            String answer = "MSH|" + fields[1] + "|" + fields[4] + "|" + fields[5] + "|" + fields[2] + "|" + fields[3]
                    + "|" + TIME.format(Instant.ofEpochSecond(SECOND).atZone(ZoneOffset.UTC)) + "||ACK^" + type[1]
                    + "^ACK|A" + ++count + "|" + fields[10] + "|" + fields[11] + "||||||" + fields[17] + "\rMSA|AA|"
                    + fields[9] + "\r";
            return out.put(answer.getBytes(ISO_8859_1));
        }
    }
}
