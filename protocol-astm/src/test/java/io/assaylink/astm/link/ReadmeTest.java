// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.build.MessageBuilder;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.link.LinkEvent.Delivered;
import io.assaylink.astm.profile.InstrumentProfile;
import io.assaylink.astm.profile.ProfileDerivation;
import io.assaylink.astm.profile.ProfileReading;
import io.assaylink.astm.profile.ProfileText;
import io.assaylink.astm.query.HostQuery;
import io.assaylink.astm.query.QueriedSpecimen;
import io.assaylink.astm.query.QueryAnswer;
import io.assaylink.astm.query.QueryDesk;
import io.assaylink.astm.query.QueryDesk.Answering;
import io.assaylink.astm.query.QueryDialect;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.record.RecordCursor;
import io.assaylink.astm.record.RecordError;
import io.assaylink.astm.value.NumericValue;
import io.assaylink.astm.value.PersonName;
import io.assaylink.astm.view.Order;
import io.assaylink.astm.view.RecordView;
import io.assaylink.astm.view.Result;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The examples of the README, word for word. */
class ReadmeTest {

    private static final String MESSAGE = "H|\\^&<CR>P|1<CR>O|1|S1<CR>R|1|^^^GLU|5.4|mmol/L<CR>L|1|N<CR>";

    private final List<AstmMessage> stored = new ArrayList<>();
    private final Written toAnalyzer = new Written();

    /** The way out of the examples. */
    private static final class Written {
        private String bytes = "";

        void write(ByteBuffer buffer) {
            byte[] copy = new byte[buffer.remaining()];
            buffer.get(copy);
            bytes += Wire.print(copy);
        }
    }

    private void store(AstmMessage message) {
        stored.add(message);
    }

    @Test
    void everyExampleOfTheReadmeStandsInThisTest() throws IOException {
        String test = squeeze(Files.readString(Path.of("src/test/java/io/assaylink/astm/link/ReadmeTest.java")));
        Matcher example =
                Pattern.compile("```java\n(.*?)```", Pattern.DOTALL).matcher(Files.readString(Path.of("README.md")));
        List<String> examples = example.results().map(found -> found.group(1)).toList();
        assertThat(examples).hasSize(8).allSatisfy(code -> assertThat(test).contains(squeeze(code)));
    }

    private static String squeeze(String code) {
        return code.replaceAll("\\s+", "");
    }

    @Test
    void readAMessage() {
        byte[] bytes = Wire.bytes(MESSAGE);
        AstmMessage message = AstmMessage.of(bytes); // ISO 8859-1 unless you name another character set
        String glucose = message.get("R[1].4").orElse("none");
        for (AstmRecord record : message.records()) {
            if (record.is('R')) {
                System.out.println(record.field(3, 4) + " = " + record.field(4) + " " + record.field(5));
            }
        }
        List<RecordError> doubts =
                message.errors(); // what departs from the standard; the message is readable all the same
        assertThat(glucose).isEqualTo("5.4");
        assertThat(doubts).isEmpty();
    }

    @Test
    void beAReceiver() throws IOException {
        try (ServerSocketChannel server =
                        ServerSocketChannel.open().bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
                SocketChannel instrument = SocketChannel.open(server.getLocalAddress());
                SocketChannel analyzer = server.accept()) {
            instrument.write(ByteBuffer.wrap(Wire.bytes("<ENQ>" + Wire.frame(1, MESSAGE))));
            instrument.shutdownOutput();
            AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.lenient(), LinkTimers.defaults());
            ArrayDeque<ByteBuffer> answers = new ArrayDeque<>();
            ByteBuffer in = ByteBuffer.allocate(8192);
            while (analyzer.read(in.clear()) >= 0) {
                link.decode(in.flip(), System.nanoTime(), event -> {
                    if (event instanceof Delivered delivered) { // the analyzer waits: nothing has been acknowledged yet
                        store(delivered.message()); // first on disk …
                        link.accept(delivered.hold(), System.nanoTime(), next -> {}); // … then acknowledged
                    }
                });
                link.drainTo(answers::add);
                while (!answers.isEmpty()) analyzer.write(answers.remove());
            }
            analyzer.shutdownOutput();
            assertThat(stored).hasSize(1);
            byte[] answered = Channels.newInputStream(instrument).readAllBytes();
            assertThat(Wire.print(answered)).isEqualTo("<ACK><ACK>");
        }
    }

    @Test
    void readWithoutObjects() {
        AstmMessage message = AstmMessage.of(Wire.bytes(MESSAGE));
        ByteBuffer out = ByteBuffer.allocate(16);
        RecordCursor cursor = new RecordCursor(message); // over(next) goes on to another message
        while (cursor.next('R')) {
            if (cursor.seek(4)) {
                out.put(cursor.byteAt(0)); // or length(), offset(), copyTo(buffer); text() makes a String
            }
        }
        assertThat(out.flip()).isEqualTo(ByteBuffer.wrap(new byte[] {'5'}));
    }

    @Test
    void readByName() {
        AstmMessage message = AstmMessage.of(Wire.bytes(MESSAGE));
        for (AstmRecord order : message.children(message.records().get(1).index())) {
            for (AstmRecord child : message.children(order.index())) {
                if (RecordView.of(child) instanceof Result result) {
                    Optional<BigDecimal> number = result.value().value().map(NumericValue::number); // none for ">8^POS"
                    boolean last = result.status().value().equals(Optional.of(Result.Status.FINAL));
                    System.out.println(
                            result.test().localCode() + " " + number + " " + result.valueText() + " " + last);
                }
            }
        }
        assertThat(new Result(message.record(3)).value().value().orElseThrow().number())
                .isEqualTo(new BigDecimal("5.4"));
        assertThat(message.children(2)).hasSize(1);
    }

    @Test
    void sendAWorklist() {
        AstmMessage worklist = MessageBuilder.of(Charset.forName("windows-1252"))
                .header(h -> h.sender("Host").receiver("Analyzer").version("LIS2-A2"))
                .patient(p -> p.laboratoryId("P77").name(PersonName.of("Müller", "Zoé")))
                .order(o -> o.specimen("S123")
                        .test("GLU")
                        .test("K")
                        .priority(Order.Priority.STAT)
                        .action(Order.Action.NEW))
                .patient(p -> p.laboratoryId("P78"))
                .order(o -> o.specimen("S124").test("NA"))
                .end();
        AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
        long id = link.send(worklist, System.nanoTime(), event -> {});
        link.drainTo(toAnalyzer::write); // ENQ; the frames follow as the analyzer acknowledges
        assertThat(id).isEqualTo(1);
        assertThat(worklist.errors()).isEmpty();
        assertThat(worklist.record(2).raw()).isEqualTo("O|1|S123||^^^GLU\\^^^K|S||||||N");
        assertThat(toAnalyzer.bytes).isEqualTo("<ENQ>");
    }

    private static List<String> worklistOf(String specimen) {
        return specimen.equals("0000000387") ? List.of("8", "12") : List.of();
    }

    @Test
    void readAQueryAndAnswerIt() {
        AstmMessage received = AstmMessage.of(Wire.bytes("H|\\^&|||cobas-e411^1|||||host|TSREQ^REAL|P|1<CR>"
                + "Q|1|^^0000000387^587^0^2^^S1^SC||ALL||||||||A<CR>L|1|N<CR>"));
        QueryDialect e411 = QueryDialect.standard().withSpecimenComponent(3).withAbortCancels(false);
        HostQuery query = HostQuery.of(received, e411).orElseThrow();
        QueryAnswer answer = query.answer().header(h -> h.instructions("TSDWN", "REPLY"));
        int known = 0;
        for (QueriedSpecimen specimen : query.specimens()) {
            for (String test : worklistOf(specimen.key())) {
                answer.order(
                        specimen,
                        o -> o.test(test).action(Order.Action.NEW)); // O-3 and O-4 in the instrument's own form
                known++;
            }
        }
        AstmMessage reply = known > 0 ? answer.toMessage() : query.noInformation(); // L|1|F or L|1|I
        assertThat(reply.record(0).raw()).isEqualTo("H|\\^&|||host|||||cobas-e411^1|TSDWN^REPLY|P|1");
        assertThat(reply.record(3).field(4)).isEqualTo("587^0^2^^S1^SC");
        assertThat(reply.get("L.3")).contains("F");
    }

    @Test
    void answerOnALink() {
        InstrumentProfile profile = InstrumentProfile.strict();
        byte[] fromAnalyzer = Wire.bytes("<ENQ>" + Wire.frame(1, "H|\\^&|||XN<CR>Q|1|^S1<CR>L|1|N<CR>") + "<EOT>");
        AstmLink link = new AstmLink(Position.COMPUTER, profile.link(), profile.timers());
        QueryDesk desk =
                new QueryDesk(link, profile.query(), Duration.ofSeconds(10)); // as long as the instrument waits
        List<QueryDesk.Event> asked = new ArrayList<>();
        link.decode(ByteBuffer.wrap(fromAnalyzer), System.nanoTime(), event -> {
            if (event instanceof Delivered delivered) {
                desk.received(
                        delivered.message(),
                        System.nanoTime(),
                        asked::add); // false: no query, but results for somebody else
                link.accept(delivered.hold(), System.nanoTime(), more -> {});
            }
        });
        for (QueryDesk.Event event : asked) {
            if (event instanceof QueryDesk.Event.Asked open) { // now or later: look up, then answer with the ticket
                Answering answering =
                        desk.answer(open.ticket(), open.query().noInformation(), System.nanoTime(), more -> {});
                if (answering instanceof Answering.Refused refused) {
                    System.err.println("not sent: " + refused.why()); // EXPIRED, CANCELLED, REPLACED …
                }
            }
        }
        link.drainTo(toAnalyzer::write);
        assertThat(toAnalyzer.bytes).isEqualTo("<ACK><ACK><ENQ>");
    }

    @Test
    void writeYourOwnProfile() {
        byte[] capture = Wire.bytes("<ENQ>" + Wire.frame(1, MESSAGE).replace("<CR><LF>", "<CR>") + "<EOT>");
        ProfileReading reading = ProfileText.read("""
                name = cobas e 411
                base = strict
                tolerances = LOWERCASE_CHECKSUM, NUMBER_SKIPS_ZERO
                packing = packed
                reply-to-enquiry = 15s
                query-specimen-component = 3
                """);
        reading.errors()
                .forEach(System.err::println); // "line 3: tolerances: there is no LOWERCASE_CHEKSUM; did you mean …"
        InstrumentProfile profile = reading.orThrow();
        ProfileDerivation derived =
                ProfileDerivation.derive(capture); // without a manual: from what the instrument sent
        InstrumentProfile ours =
                profile.withLink(profile.link().with(derived.tolerances().toArray(new Tolerance[0])));
        String text = ProfileText.write(ours);
        assertThat(text).contains("tolerances = LOWERCASE_CHECKSUM, FRAME_END_WITHOUT_LF, NUMBER_SKIPS_ZERO\n");
    }

    /** Keys that a profile may hold and the README does not name would be found by nobody. */
    @Test
    void everyKeyOfAProfileStandsInTheReadme() throws IOException {
        String readme = Files.readString(Path.of("README.md"));
        assertThat(ProfileText.keys()).allSatisfy(key -> assertThat(readme).contains("`" + key + "`"));
    }
}
