// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.exchange;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.exchange.ExchangeEvent.Answered;
import io.assaylink.hl7.exchange.ExchangeEvent.Delivered;
import io.assaylink.hl7.exchange.ExchangeEvent.SendFailed;
import io.assaylink.hl7.mllp.MllpEncoder;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What must hold on any connection. */
class ExchangeProperties {

    @Property(tries = 300)
    void eachMessageIsDeliveredOnceAndAnsweredInOrder(
            @ForAll @IntRange(min = 0, max = 40) int count,
            @ForAll @IntRange(min = 1, max = 300) int size,
            @ForAll long order) {
        Peer peer = Peer.withDefaults();
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            wire.writeBytes(
                    MllpEncoder.encode(Peer.result("W" + i).asByteBuffer()).array());
            expected.add("AA W" + i);
        }
        byte[] bytes = wire.toByteArray();
        for (int at = 0; at < bytes.length; at += size) {
            peer.receives(ByteBuffer.wrap(bytes, at, Math.min(size, bytes.length - at)));
        }
        java.util.Random random = new java.util.Random(order);
        List<String> written = new ArrayList<>();
        int settled = 0;
        while (settled < count) {
            List<Hold> open = new ArrayList<>(peer.all(Delivered.class).stream()
                    .map(Delivered::hold)
                    .filter(hold -> !hold.isSettled())
                    .toList());
            peer.accepts(open.get(random.nextInt(open.size())));
            settled++;
            written.addAll(peer.written());
        }
        assertThat(written).isEqualTo(expected);
        assertThat(peer.all(Delivered.class)).hasSize(count);
    }

    @Property
    void noiseNeverThrowsAndIsNeverAnsweredPositively(@ForAll("noise") byte[] noise) {
        Peer peer = Peer.withDefaults();
        peer.receives(ByteBuffer.wrap(noise));
        peer.passes(Peer.SECOND);
        peer.closes();
        assertThat(peer.written()).noneMatch(answer -> answer.startsWith("AA") || answer.startsWith("CA"));
    }

    @Property
    void eachMessageOfOursEndsExactlyOnce(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 0, max = 3) Integer> answers) {
        Peer peer = Peer.withDefaults();
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < answers.size(); i++) {
            ids.add(peer.sends(Peer.result("S" + i)));
        }
        for (int i = 0; i < answers.size(); i++) {
            switch (answers.get(i)) {
                case 0 -> peer.receives(Peer.ack("AA", "S" + i));
                case 1 -> peer.receives(Peer.ack("AE", "S" + i));
                case 2 -> peer.passes(30 * Peer.SECOND);
                default -> peer.receives(Peer.ack("AA", "S" + (i + 1)));
            }
        }
        peer.closes();
        List<Long> ended = new ArrayList<>();
        peer.all(Answered.class).forEach(event -> ended.add(event.id()));
        peer.all(SendFailed.class).forEach(event -> ended.add(event.id()));
        assertThat(ended).containsExactlyInAnyOrderElementsOf(ids);
    }

    @Provide
    Arbitrary<byte[]> noise() {
        return Arbitraries.of(
                        "\u000b",
                        "\u001c\r",
                        "\u001c",
                        "MSH|^~\\&|A|B|||||ORU^R01|1|P\r",
                        "ACK",
                        "MSA|AA|1\r",
                        "\r",
                        "x")
                .list()
                .ofMaxSize(30)
                .map(tokens -> String.join("", tokens).getBytes(ISO_8859_1));
    }
}
