// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.HoldExpired;
import io.assaylink.hl7.exchange.ExchangeEvent.Noted;
import io.assaylink.hl7.exchange.ExchangeEvent.Rejected;
import io.assaylink.hl7.exchange.ExchangeEvent.Repeated;
import io.assaylink.hl7.exchange.ExchangeOptions.Batches;
import io.assaylink.hl7.exchange.ExchangeOptions.Batches.Answers;
import io.assaylink.hl7.message.Hl7Message;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HL7 v2 chapter 2.10.3 in one MLLP frame: each message with its own hold, one answer for all. */
class BatchFrameTest {

    private static final String BHS = "BHS|^~\\&|S|F|R|G|2024||n||B1\r";

    private static Peer peer(Answers answers) {
        return new Peer(ExchangeOptions.defaults().withBatches(new Batches(answers, false)), new RepeatMemory(50));
    }

    private static Hl7Message batch(String... parts) {
        return Hl7Message.of(String.join("", parts).getBytes(ISO_8859_1));
    }

    private static String one(String id) {
        return new String(Peer.result(id).toBytes(), ISO_8859_1);
    }

    /** The segments of what was written, cut to what a test cares about. */
    private static List<String> written(Peer peer) {
        List<String> lines = new ArrayList<>();
        peer.exchange.drainTo(block -> {
            byte[] content = new byte[block.remaining() - 3];
            block.get(1, content);
            for (String line : new String(content, ISO_8859_1).split("\r", -1)) {
                if (line.startsWith("BHS") || line.startsWith("FHS")) {
                    String[] fields = line.split("\\|", -1);
                    lines.add(fields[0] + " " + fields[2] + ">" + fields[4] + " "
                            + (fields.length > 11 ? fields[11] : ""));
                } else if (!line.isEmpty() && !line.startsWith("MSH") && !line.startsWith("ERR")) {
                    lines.add(line);
                }
            }
            lines.add("end");
        });
        return lines;
    }

    @Test
    @DisplayName("H23 all answered: nothing leaves before the last message is settled, then one batch")
    void all() {
        Peer peer = peer(Answers.ALL);
        peer.receives(batch(BHS, one("1"), one("2"), one("3"), "BTS|3\r"));
        assertThat(peer.all(Delivered.class)).hasSize(3);
        peer.accepts(peer.hold(2));
        peer.refuses(peer.hold(1), Hold.Reason.TRANSIENT);
        assertThat(written(peer)).isEmpty();
        peer.accepts(peer.hold(0));
        assertThat(written(peer)).containsExactly("BHS R>S B1", "MSA|AA|1", "MSA|AE|2", "MSA|AA|3", "BTS|3", "end");
        assertThat(peer.all(Noted.class)).isEmpty();
    }

    @Test
    @DisplayName("H23 errors only: an empty batch if there are none")
    void errors() {
        Peer peer = peer(Answers.ERRORS);
        peer.receives(batch(BHS, one("1"), one("2"), "BTS|2\r"));
        peer.accepts(peer.hold(0));
        peer.refuses(peer.hold(1), Hold.Reason.PERMANENT);
        peer.receives(batch(BHS, one("3"), "BTS|1\r"));
        peer.accepts(peer.hold(2));
        assertThat(written(peer))
                .containsExactly("BHS R>S B1", "MSA|AR|2", "BTS|1", "end", "BHS R>S B1", "BTS|0", "end");
    }

    @Test
    @DisplayName("H23 none answered, or refused by the options")
    void none() {
        Peer peer = peer(Answers.NONE);
        peer.receives(batch(BHS, one("1"), "BTS|1\r"));
        peer.accepts(peer.hold(0));
        assertThat(written(peer)).isEmpty();
        Peer refusing = peer(Answers.REFUSED);
        refusing.receives(batch(BHS, one("1"), "BTS|1\r"));
        assertThat(refusing.events)
                .containsExactly(new Rejected(batch(BHS, one("1"), "BTS|1\r"), ExchangeCode.BATCH, 1));
    }

    @Test
    @DisplayName("a file of two batches, and one with no message")
    void file() {
        Peer peer = peer(Answers.ALL);
        peer.receives(batch("FHS|^~\\&|S||R\r", BHS, one("1"), "BTS|1\r", BHS, one("2"), "BTS|1\rFTS|2\r"));
        peer.accepts(peer.hold(0));
        peer.accepts(peer.hold(1));
        assertThat(written(peer))
                .containsExactly(
                        "FHS R>S ",
                        "BHS R>S B1",
                        "MSA|AA|1",
                        "BTS|1",
                        "BHS R>S B1",
                        "MSA|AA|2",
                        "BTS|1",
                        "FTS|2",
                        "end");
        peer.receives(batch(BHS, "BTS|0\r"));
        assertThat(written(peer)).containsExactly("BHS R>S B1", "BTS|0", "end");
    }

    @Test
    @DisplayName("a batch takes its turn among single messages, and the hold limit counts its messages")
    void order() {
        Peer peer = new Peer(ExchangeOptions.defaults().withWindows(2, 1), new RepeatMemory(50));
        peer.receives(Peer.result("0"));
        peer.receives(batch(BHS, one("1"), one("2"), one("3"), "BTS|3\r"));
        peer.receives(Peer.result("4"));
        assertThat(peer.all(Delivered.class)).hasSize(2);
        assertThat(peer.exchange.wantsBytes()).isFalse();
        for (int i = 1; i < 4; i++) {
            peer.accepts(peer.hold(i));
        }
        assertThat(written(peer)).isEmpty();
        peer.accepts(peer.hold(0));
        peer.accepts(peer.hold(4));
        assertThat(written(peer))
                .containsExactly(
                        "MSA|AA|0",
                        "end",
                        "BHS R>S B1",
                        "MSA|AA|1",
                        "MSA|AA|2",
                        "MSA|AA|3",
                        "BTS|3",
                        "end",
                        "MSA|AA|4",
                        "end");
    }

    @Test
    @DisplayName("a count that does not agree is noted, or the whole batch refused for now, by option")
    void counts() {
        Hl7Message wrong = batch(BHS, one("1"), "BTS|2\r");
        Peer noting = peer(Answers.ALL);
        noting.receives(wrong);
        assertThat(noting.all(Noted.class))
                .containsExactly(new Noted(ExchangeCode.BATCH_COUNT, 1 + BHS.length() + one("1").length()));
        assertThat(noting.all(Delivered.class)).hasSize(1);
        Peer refusing =
                new Peer(ExchangeOptions.defaults().withBatches(new Batches(Answers.ALL, true)), new RepeatMemory(50));
        refusing.receives(wrong);
        assertThat(refusing.all(Delivered.class)).isEmpty();
        assertThat(refusing.all(Rejected.class))
                .containsExactly(new Rejected(Peer.result("1"), ExchangeCode.BATCH_COUNT, 1 + BHS.length()));
        assertThat(written(refusing)).containsExactly("BHS R>S B1", "MSA|AE|1", "BTS|1", "end");
    }

    @Test
    @DisplayName("what cannot be answered is rejected by itself, text outside messages is handed out")
    void badParts() {
        Peer peer = peer(Answers.ALL);
        String noId = "MSH|^~\\&|A||||||ORU^R01||P|2.5\r";
        peer.receives(batch(BHS, "junk\r", noId, one("2"), "MSH|^^\\&|A||||||ORU^R01|9\r", "BTS|3\r"));
        assertThat(peer.all(Rejected.class))
                .extracting(Rejected::code)
                .containsExactly(ExchangeCode.BATCH_OUTSIDE, ExchangeCode.BAD_CONTROL_ID, ExchangeCode.BAD_MSH);
        assertThat(peer.all(Rejected.class).get(1).offset()).isEqualTo(1 + BHS.length() + 5 + noId.indexOf("|P"));
        peer.accepts(peer.hold(0));
        assertThat(written(peer)).containsExactly("BHS R>S B1", "MSA|AE|", "MSA|AA|2", "MSA|AR|9", "BTS|3", "end");
    }

    @Test
    @DisplayName("a batch that is sent again is answered again, message by message")
    void repeats() {
        RepeatMemory memory = new RepeatMemory(50);
        Peer first = new Peer(ExchangeOptions.defaults(), memory);
        Hl7Message batch = batch(BHS, one("1"), one("2"), "BTS|2\r");
        first.receives(batch);
        first.accepts(first.hold(0));
        first.closes();
        first.accepts(first.hold(1));
        Peer second = new Peer(ExchangeOptions.defaults(), memory);
        second.receives(batch);
        assertThat(second.all(Repeated.class)).hasSize(2);
        assertThat(written(second)).containsExactly("BHS R>S B1", "MSA|AA|1", "MSA|AA|2", "BTS|2", "end");
        second.receives(batch);
        assertThat(second.all(Delivered.class))
                .extracting(Delivered::possibleDuplicate)
                .containsExactly(true, true);
    }

    @Test
    @DisplayName("messages not settled in time are refused, and the batch is answered")
    void expires() {
        Peer peer = peer(Answers.ALL);
        peer.receives(batch(BHS, one("1"), one("2"), "BTS|2\r"));
        peer.accepts(peer.hold(0));
        peer.passes(10 * Peer.SECOND);
        assertThat(peer.all(HoldExpired.class)).containsExactly(new HoldExpired(peer.hold(1)));
        assertThat(written(peer)).containsExactly("BHS R>S B1", "MSA|AA|1", "MSA|AE|2", "BTS|2", "end");
        assertThatThrownBy(() -> peer.exchange.commit(peer.hold(1), 0, peer.events::add))
                .isInstanceOf(IllegalStateException.class);
        peer.accepts(peer.hold(1));
        assertThat(peer.exchange.wantsBytes()).isTrue();
    }

    @Test
    @DisplayName("a batch of answers gives each message of ours its own")
    void batchOfAnswers() {
        Peer peer = new Peer(ExchangeOptions.defaults().withWindows(16, 2), new RepeatMemory(50));
        long first = peer.sends(Peer.result("1"));
        long second = peer.sends(Peer.result("2"));
        assertThat(peer.written()).hasSize(2);
        peer.receives(batch(
                BHS,
                new String(Peer.ack("AA", "2").toBytes(), ISO_8859_1),
                new String(Peer.ack("AE", "1").toBytes(), ISO_8859_1),
                "BTS|2\r"));
        assertThat(peer.all(Answered.class)).extracting(Answered::id).containsExactly(second, first);
        assertThat(written(peer)).isEmpty();
    }

    @Test
    @DisplayName("a message in a batch that asks for nothing by itself is answered by agreement of the batch")
    void silentParts() {
        Peer peer = peer(Answers.ALL);
        String silent = new String(Peer.message("ORU^R01", "1", "NE|NE").toBytes(), ISO_8859_1);
        peer.receives(batch(BHS, silent, silent.replace("|1|P", "|2|P"), "BTS|2\r"));
        peer.accepts(peer.hold(0));
        peer.refuses(peer.hold(1), Hold.Reason.TRANSIENT);
        assertThat(written(peer)).containsExactly("BHS R>S B1", "MSA|AA|1", "MSA|AE|2", "BTS|2", "end");
    }

    @Test
    @DisplayName("a functional response stands in the answer to the batch, unless only errors are answered")
    void functionalResponse() {
        Hl7Message response = batch("MSH|^~\\&|L||||||ORL^O34|R1|P|2.5\rMSA|AA|1\r");
        Peer all = peer(Answers.ALL);
        all.receives(batch(BHS, one("1"), "BTS|1\r"));
        all.exchange.answer(all.hold(0), response, all.now, all.events::add);
        assertThat(written(all)).containsExactly("BHS R>S B1", "MSA|AA|1", "BTS|1", "end");
        Peer errors = peer(Answers.ERRORS);
        errors.receives(batch(BHS, one("1"), "BTS|1\r"));
        errors.exchange.answer(errors.hold(0), response, errors.now, errors.events::add);
        assertThat(written(errors)).containsExactly("BHS R>S B1", "BTS|0", "end");
        errors.receives(batch(BHS, one("2"), "BTS|1\r"));
        assertThatThrownBy(() -> errors.exchange.answer(errors.hold(1), batch("x"), errors.now, errors.events::add))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
