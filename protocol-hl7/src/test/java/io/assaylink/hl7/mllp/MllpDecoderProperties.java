// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.hl7.mllp.MllpEvent.Frame;
import io.assaylink.hl7.mllp.MllpEvent.Quarantined;
import io.assaylink.hl7.mllp.MllpEvent.Skipped;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What must hold for all traffic, whoever sent it and however the network cut it. */
class MllpDecoderProperties {

    @Property
    @Label("H7 what is encoded decodes to itself, in order")
    void whatIsEncodedDecodesToItself(
            @ForAll("messages") List<String> messages, @ForAll @IntRange(min = 1, max = 40) int size) {
        ByteArrayOutputStream wire = new ByteArrayOutputStream();
        for (String message : messages) {
            wire.writeBytes(MllpEncoder.encode(ByteBuffer.wrap(message.getBytes(ISO_8859_1)))
                    .array());
        }
        for (MllpProfile profile : List.of(MllpProfile.mllpStrict(), MllpProfile.mllpLenient(), MllpProfile.mllpR2())) {
            assertThat(decode(profile, wire.toByteArray(), size))
                    .extracting(MllpDecoderProperties::text)
                    .isEqualTo(messages);
        }
    }

    @Property
    @Label("H8 where the network cuts changes nothing")
    void whereTheNetworkCutsChangesNothing(
            @ForAll("traffic") byte[] traffic, @ForAll @IntRange(min = 1, max = 64) int size) {
        for (MllpProfile profile : profiles()) {
            List<String> whole = decode(profile, traffic, Integer.MAX_VALUE).stream()
                    .map(MllpDecoderProperties::describe)
                    .toList();
            assertThat(decode(profile, traffic, size))
                    .extracting(MllpDecoderProperties::describe)
                    .isEqualTo(whole);
        }
    }

    @Property
    void noByteIsLost(@ForAll("traffic") byte[] traffic) {
        for (MllpProfile profile : profiles()) {
            MllpDecoder decoder = new MllpDecoder(profile);
            List<MllpEvent> events = new ArrayList<>();
            for (int i = 0; i < traffic.length; i++) {
                decoder.decode(ByteBuffer.wrap(traffic, i, 1), 0, events::add);
                assertThat(accounted(events) + decoder.framingBytes() + decoder.pendingBytes())
                        .isEqualTo(i + 1);
            }
            decoder.closed(0, events::add);
            assertThat(accounted(events) + decoder.framingBytes()).isEqualTo(traffic.length);
            assertThat(decoder.pendingBytes()).isZero();
        }
    }

    @Property
    @Label("H5 H6 noise without VT between frames changes nothing")
    void noiseNeverHidesTheNextFrame(@ForAll("noise") String noise) {
        String message = "MSH|^~\\&|A|B\rPID|1\r";
        byte[] wire = (noise + "\u000b" + message + "\u001c\r" + noise + "\u000b" + message + "\u001c\r")
                .getBytes(ISO_8859_1);
        MllpProfile profile = MllpProfile.mllpLenient();
        assertThat(decode(profile, wire, 7))
                .filteredOn(Frame.class::isInstance)
                .extracting(MllpDecoderProperties::text)
                .containsExactly(message, message);
    }

    @Property
    @Label("H2 a removed end never merges two messages")
    void aRemovedEndNeverMergesTwoMessages(@ForAll @IntRange(min = 0, max = 40) int kept) {
        String first = "MSH|^~\\&|A|B|||||ORU^R01|1|P\rPID|1||secret\r";
        String second = "MSH|^~\\&|A|B|||||ORU^R01|2|P\r";
        String cut = ("\u000b" + first).substring(0, Math.min(kept + 2, first.length()));
        List<MllpEvent> events =
                decode(MllpProfile.mllpLenient(), (cut + "\u000b" + second + "\u001c\r").getBytes(ISO_8859_1), 3);
        assertThat(events)
                .filteredOn(Frame.class::isInstance)
                .extracting(MllpDecoderProperties::text)
                .containsExactly(second);
        assertThat(events).filteredOn(Quarantined.class::isInstance).hasSize(1);
    }

    @Provide
    Arbitrary<List<String>> messages() {
        return Arbitraries.strings()
                .withCharRange(' ', '\u00ff')
                .withChars('\r')
                .ofMaxLength(60)
                .map(rest -> "MSH|^~\\&" + rest)
                .list()
                .ofMaxSize(6);
    }

    @Provide
    Arbitrary<byte[]> traffic() {
        Arbitrary<String> token = Arbitraries.of(
                "\u000b",
                "\u000b",
                "\u001c",
                "\u001c\r",
                "\u001c\r",
                "\r",
                "\n",
                "\u0000",
                "M",
                "MSH",
                "MSH|^~\\&|A",
                "FHS|^~\\&",
                "\u0006",
                "x",
                "abcdefgh",
                "\t",
                "\u001b",
                "\u00ef\u00bb\u00bf");
        return Arbitraries.oneOf(
                token.list().ofMaxSize(40).map(tokens -> String.join("", tokens).getBytes(ISO_8859_1)),
                Arbitraries.bytes().array(byte[].class).ofMaxSize(100));
    }

    @Provide
    Arbitrary<String> noise() {
        return Arbitraries.strings().withChars("\r\n\0 xyz\u001c|").ofMaxLength(30);
    }

    private static List<MllpProfile> profiles() {
        return List.of(
                MllpProfile.mllpStrict(),
                MllpProfile.mllpLenient(),
                MllpProfile.mllpR2(),
                MllpProfile.mllpLenient().withLimits(12, 5),
                MllpProfile.mllpLenient().refusing(MllpCode.END_IN_TEXT));
    }

    private static List<MllpEvent> decode(MllpProfile profile, byte[] wire, int size) {
        List<MllpEvent> events = new ArrayList<>();
        MllpDecoder decoder = new MllpDecoder(profile);
        for (int at = 0; at < wire.length; ) {
            int count = Math.min(size, wire.length - at);
            decoder.decode(ByteBuffer.wrap(wire, at, count), 0, events::add);
            at += count;
        }
        decoder.closed(0, events::add);
        return events;
    }

    private static long accounted(List<MllpEvent> events) {
        long sum = 0;
        for (MllpEvent event : events) {
            if (event instanceof Frame frame) {
                sum += frame.content().length;
            } else if (event instanceof Quarantined lost) {
                sum += lost.content().length;
            } else if (event instanceof Skipped gap) {
                sum += gap.count();
            }
        }
        return sum;
    }

    private static String text(MllpEvent event) {
        return event instanceof Frame frame ? new String(frame.content(), ISO_8859_1) : event.toString();
    }

    private static String describe(MllpEvent event) {
        return event instanceof Quarantined lost ? event + new String(lost.content(), ISO_8859_1) : event + text(event);
    }
}
