// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.ack.AckPolicy;
import io.assaylink.hl7.ack.AckProfile;
import io.assaylink.hl7.ack.Acknowledgment;
import io.assaylink.hl7.ack.AcknowledgmentWriter;
import io.assaylink.hl7.ack.ControlIds;
import io.assaylink.hl7.ack.RequestHeader;
import io.assaylink.hl7.batch.BatchEvent;
import io.assaylink.hl7.batch.BatchReader;
import io.assaylink.hl7.dialect.AnalyzerDialect;
import io.assaylink.hl7.dialect.DialectReading;
import io.assaylink.hl7.dialect.DialectText;
import io.assaylink.hl7.edit.MessageBuilder;
import io.assaylink.hl7.edit.MessageEditor;
import io.assaylink.hl7.encoding.Formatting;
import io.assaylink.hl7.exchange.Exchange;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.exchange.RepeatMemory;
import io.assaylink.hl7.group.SegmentGroup;
import io.assaylink.hl7.law.LawMessages;
import io.assaylink.hl7.law.LawMessages.Parties;
import io.assaylink.hl7.law.LawSpecimen;
import io.assaylink.hl7.law.QueryAnswer;
import io.assaylink.hl7.law.WorkQuery;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.hl7.message.Hl7Problem;
import io.assaylink.hl7.message.MessageProfile;
import io.assaylink.hl7.message.Segment;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the README, which is checked to hold this very code. */
class ReadmeTest {

    private static final byte[] BYTES = ("MSH|^~\\&|ANALYZER|LAB|LIS|HUB|20240131||ORU^R01^ORU_R01|W-1|P|2.5.1\r"
                    + "PID|1||P9||\"\"\rOBX|1|NM|GLU||5.4|mmol/L\rOBX|2|ST|NOTE||a\\F\\b\r")
            .getBytes(UTF_8);

    private final List<String> stored = new ArrayList<>();

    @Test
    void read() {
        Hl7Message message = Hl7Message.of(BYTES);
        String result = message.get("OBX[2]-5").text(); // a|b, unescaped
        boolean delete = message.get("PID-5").isNull(); // "" is not the same as nothing
        List<String> ids = message.segments().stream().map(Segment::id).toList();
        boolean same = message.equals(Hl7Message.of(message.toBytes())); // the same bytes, always

        assertThat(result).isEqualTo("a|b");
        assertThat(delete && same).isTrue();
        assertThat(ids).containsExactly("MSH", "PID", "OBX", "OBX");
    }

    @Test
    void profile() {
        MessageProfile analyzer = MessageProfile.lenient()
                .withDefaultCharset(Charset.forName("GB18030")) // where MSH-18 is empty or unknown
                .withJoinBrokenLines(true) // raw line breaks in texts
                .withFormatting(Formatting.PLAIN) // \.br\ is a line feed, \H\ and \N\ are left out
                .refusing(Hl7Problem.Code.EMPTY_CONTROL_ID);
        Hl7Message message = Hl7Message.of(BYTES, analyzer);
        boolean acceptable = message.refusals().isEmpty();

        assertThat(acceptable).isTrue();
        assertThat(message.charset()).isEqualTo(Charset.forName("GB18030"));
    }

    @Test
    void group() {
        List<String> found = new ArrayList<>();

        for (SegmentGroup order : SegmentGroup.of(Hl7Message.of(BYTES)).allGroups("ORDER_OBSERVATION")) {
            String test =
                    order.segment("OBR").map(obr -> obr.component(4, 1).text()).orElse("none");
            for (SegmentGroup observation : order.groups("OBSERVATION")) {
                Segment result = observation.segment("OBX").orElseThrow();
                found.add(test + " " + result.field(5).text());
            }
        }

        assertThat(found).containsExactly("none 5.4", "none a|b");
    }

    @Test
    void edit() {
        Hl7Message edited = MessageEditor.of(Hl7Message.of(BYTES))
                .set("OBX[2]-5", "c|d") // escaped for this message's delimiters, in its charset
                .setNull("PID-3")
                .add("NTE", note -> note.set(1, "1").set(3, "checked"))
                .toMessage(); // every other byte as it was

        assertThat(new String(edited.toBytes(), UTF_8))
                .isEqualTo(
                        new String(BYTES, UTF_8).replace("a\\F\\b", "c\\F\\d").replace("P9", "\"\"")
                                + "NTE|1||checked\r");
    }

    @Test
    void build() {
        Hl7Message order = MessageBuilder.standard() // UTF-8; MSH-18 says so
                .header(header -> header.sender("LIS", "LAB")
                        .receiver("ANALYZER", "LAB")
                        .type("OML", "O33", "OML_O33")
                        .controlId("41")
                        .version("2.5.1"))
                .segment("SPM", specimen -> specimen.set(1, "1").component(2, 1, "S-1"))
                .segment("ORC", step -> step.set(1, "NW"))
                .toMessage();

        assertThat(order.problems()).isEmpty();
        assertThat(order.get("SPM-2.1").text()).isEqualTo("S-1");
    }

    @Test
    void acknowledge() {
        Hl7Message request = Hl7Message.of(BYTES);
        List<AckCode> codes = AckPolicy.of(request).onSuccess(); // AA in original mode
        Hl7Message ack = Acknowledgment.of(request, codes.get(0), "ID1", OffsetDateTime.parse("2026-01-01T00:00:00Z"));
        ByteBuffer block = MllpEncoder.encode(ack.asByteBuffer());

        assertThat(ack.get("MSA-2").text()).isEqualTo("W-1");
        assertThat(block.remaining()).isEqualTo(ack.size() + 3);
    }

    @Test
    void acknowledgeMany() {
        ControlIds ids = ControlIds.startedAt(Instant.EPOCH);
        InstantSource wallClock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        ByteBuffer out = ByteBuffer.allocate(1024);

        RequestHeader header = new RequestHeader(); // reused from message to message
        AcknowledgmentWriter writer = new AcknowledgmentWriter(AckProfile.defaults(), ids, ZoneOffset.UTC);
        header.read(BYTES, 0, BYTES.length);
        if (header.is("ORU", "R01")) {
            writer.write(header, AckCode.AA, wallClock.instant().getEpochSecond(), out);
        }

        assertThat(UTF_8.decode(out.flip()).toString()).endsWith("MSA|AA|W-1\r");
    }

    @Test
    void exchange() {
        ByteBuffer bytes = MllpEncoder.encode(ByteBuffer.wrap(BYTES));
        List<ByteBuffer> socket = new ArrayList<>();
        InstantSource wallClock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        long now = 0;

        RepeatMemory memory = new RepeatMemory(1000); // one for each instrument
        ControlIds ids = ControlIds.startedAt(wallClock.instant());
        Exchange exchange = new Exchange(ExchangeOptions.defaults(), memory, ids, wallClock, ZoneOffset.UTC);

        List<ExchangeEvent> events = new ArrayList<>();
        exchange.decode(bytes, now, events::add); // bytes as they come, cut anywhere
        for (ExchangeEvent event : List.copyOf(events)) {
            if (event instanceof ExchangeEvent.Delivered delivered) {
                stored.add(delivered.message().controlId().text()); // on disk first,
                exchange.accept(delivered.hold(), now, events::add); // then the answer
            }
        }
        exchange.drainTo(socket::add); // what there is to write

        assertThat(stored).containsExactly("W-1");
        assertThat(socket).hasSize(1);
        assertThat(UTF_8.decode(socket.get(0)).toString()).contains("MSA|AA|W-1\r");
    }

    @Test
    void batches() {
        String one = new String(BYTES, UTF_8);
        ByteBuffer file = ByteBuffer.wrap(("BHS|^~\\&\r" + one + "BTS|2\r").getBytes(UTF_8));

        BatchReader reader = new BatchReader(16 << 20); // most bytes of one message
        Consumer<BatchEvent> take = event -> {
            if (event instanceof BatchEvent.Message message) {
                stored.add(Hl7Message.of(message.content()).controlId().text());
            } else if (event instanceof BatchEvent.Deviation deviation) {
                stored.add(deviation.code() + " at byte " + deviation.offset());
            }
        };
        reader.decode(file, take); // bytes as they come, cut anywhere
        reader.end(take);

        assertThat(stored.get(0)).isEqualTo("W-1");
        assertThat(stored).hasSize(2).element(1).isEqualTo("MESSAGE_COUNT at byte " + (9 + BYTES.length));
    }

    @Test
    void socket() throws Exception {
        InstantSource wallClock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        ControlIds ids = ControlIds.startedAt(wallClock.instant());
        Exchange exchange =
                new Exchange(ExchangeOptions.defaults(), new RepeatMemory(10), ids, wallClock, ZoneOffset.UTC);
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket analyzer = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket host = server.accept()) {
            analyzer.getOutputStream()
                    .write(MllpEncoder.encode(ByteBuffer.wrap(BYTES)).array());
            analyzer.shutdownOutput();
            serve(host, exchange, message -> stored.add(message.controlId().text()));
            host.shutdownOutput();
            assertThat(new String(analyzer.getInputStream().readAllBytes(), UTF_8))
                    .endsWith("MSA|AA|W-1\r\u001c\r");
        }
        assertThat(stored).containsExactly("W-1");
    }

    private static List<ByteBuffer> drained(Exchange exchange) {
        List<ByteBuffer> blocks = new ArrayList<>();
        exchange.drainTo(blocks::add);
        return blocks;
    }

    static void serve(Socket socket, Exchange exchange, Consumer<Hl7Message> store) throws IOException {
        List<ExchangeEvent> events = new ArrayList<>();
        byte[] read = new byte[8192];
        int count = 0;
        while (count >= 0) {
            exchange.tick(System.nanoTime(), events::add);
            for (ExchangeEvent event : List.copyOf(events)) {
                if (event instanceof ExchangeEvent.Delivered delivered) {
                    store.accept(delivered.message());
                    exchange.accept(delivered.hold(), System.nanoTime(), events::add);
                }
            }
            events.clear();
            for (ByteBuffer block : drained(exchange)) {
                socket.getOutputStream().write(block.array(), block.arrayOffset(), block.remaining());
            }
            long now = System.nanoTime();
            long deadline = exchange.nextDeadline(now);
            long wait = deadline == Long.MAX_VALUE ? 60_000 : (deadline - now) / 1_000_000;
            socket.setSoTimeout((int) Math.max(1, Math.min(wait, 60_000)));
            try {
                count = socket.getInputStream().read(read);
                exchange.decode(ByteBuffer.wrap(read, 0, Math.max(0, count)), System.nanoTime(), events::add);
            } catch (SocketTimeoutException quiet) {
                count = 0; // a deadline of the exchange, or nothing: tick knows
            }
        }
        exchange.closed(System.nanoTime(), events::add);
    }

    @Test
    void law() {
        ControlIds ids = () -> "M1";
        OffsetDateTime time = OffsetDateTime.parse("2026-01-01T00:00:00Z");
        Hl7Message message = new LawMessages(Parties.of("ANALYZER", "LAB", "MANAGER", "LAB"), ids)
                .query(new WorkQuery.Specimen("Q1", "S1"), time);
        List<Hl7Message> answers = new ArrayList<>();

        LawMessages law = new LawMessages(Parties.of("MANAGER", "LAB", "ANALYZER", "LAB"), ids);
        Optional<WorkQuery> query = WorkQuery.of(message); // whoever wrote it, as it can be read
        if (query.isPresent() && query.get() instanceof WorkQuery.Specimen specimen) {
            answers.add(law.queryResponse(message, QueryAnswer.Status.OK, time)); // RSP^K11: taken
            answers.add(law.order(specimen, time) // OML^O33: the work, an exchange of its own
                    .specimen(LawSpecimen.of(specimen.container()).withType("SER"))
                    .newStep("STEP-1", "R", obr -> obr.set(4, "GLU", "Glucose", "99LAB"))
                    .toMessage());
        }

        assertThat(answers).extracting(answer -> answer.type().structure()).containsExactly("RSP_K11", "OML_O33");
    }

    @Test
    void dialects() {
        InstantSource wallClock = InstantSource.fixed(Instant.parse("2026-01-01T00:00:00Z"));
        RepeatMemory memory = new RepeatMemory(1000);
        ControlIds ids = ControlIds.startedAt(wallClock.instant());

        DialectReading reading = DialectText.read("""
                name = BS-480
                base = mindray-bs
                charset = GB 18030-2000
                """);
        AnalyzerDialect dialect = reading.orThrow(); // or errors(): line, code, did you mean
        Exchange link = new Exchange(dialect.exchange(), memory, ids, wallClock, ZoneOffset.UTC);

        assertThat(link.wantsBytes()).isTrue();
        assertThat(dialect.exchange().reading().charset()).isPresent();
    }

    @Test
    void theReadmeHoldsThisCode() throws IOException {
        String source = Files.readString(Path.of("src/test/java/io/assaylink/hl7/ReadmeTest.java"));
        Matcher blocks =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        int count = 0;
        while (blocks.find()) {
            assertThat(squeezed(source)).contains(squeezed(blocks.group(1)));
            count++;
        }
        assertThat(count).isEqualTo(12);
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", " ").strip();
    }
}
