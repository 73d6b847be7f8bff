// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.link.LinkEvent.Delivered;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmRecord;
import io.assaylink.astm.record.AstmWriter;
import io.assaylink.astm.record.Delimiters;
import io.assaylink.astm.record.RecordError;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
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
        assertThat(examples).hasSize(3).allSatisfy(code -> assertThat(test).contains(squeeze(code)));
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
    void receiveFromAnAnalyzer() {
        byte[] fromAnalyzer = Wire.bytes("<ENQ>" + Wire.frame(1, MESSAGE));
        AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.lenient(), LinkTimers.defaults());
        List<Delivered> arrived = new ArrayList<>();
        link.decode(ByteBuffer.wrap(fromAnalyzer), System.nanoTime(), event -> {
            if (event instanceof Delivered delivered) {
                arrived.add(delivered); // the analyzer waits: nothing has been acknowledged yet
            }
        });
        for (Delivered delivered : arrived) {
            store(delivered.message()); // first on disk …
            link.accept(delivered.hold(), System.nanoTime(), event -> {}); // … then acknowledged
        }
        link.drainTo(toAnalyzer::write);
        assertThat(stored).hasSize(1);
        assertThat(toAnalyzer.bytes).isEqualTo("<ACK><ACK>");
    }

    @Test
    void sendAnOrder() {
        AstmMessage order = new AstmWriter(Delimiters.standard(), StandardCharsets.ISO_8859_1)
                .header("", "", "Host")
                .record('P', "1")
                .raw('O', List.of("1", "S123", "", "^^^GLU", "R"))
                .record('L', "1", "F")
                .toMessage();
        AstmLink link = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
        long id = link.send(order, System.nanoTime(), event -> {});
        link.drainTo(toAnalyzer::write); // ENQ; the frames follow as the analyzer acknowledges
        assertThat(id).isEqualTo(1);
        assertThat(toAnalyzer.bytes).isEqualTo("<ENQ>");
    }
}
