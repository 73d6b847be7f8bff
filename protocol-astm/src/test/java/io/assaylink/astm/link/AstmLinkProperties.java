// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.frame.Wire;
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

/** What must hold for all traffic of a link. */
class AstmLinkProperties {

    private static final String MESSAGE = "H|\\^&<CR>R|1|^^^GLU|5.4<CR>L|1|N<CR>";

    /** Signals, frames right and wrong, bare records and rubbish, one after the other. */
    @Provide
    Arbitrary<String> traffic() {
        Arbitrary<String> piece = Arbitraries.of(
                "<ENQ>",
                "<EOT>",
                "<ACK>",
                "<NAK>",
                "<STX>",
                "x<CR>",
                "H",
                MESSAGE,
                "H|\\^&<CR>",
                "L|1<CR>",
                "<STX>1H|\\^");
        Arbitrary<String> frame = Arbitraries.integers()
                .between(0, 7)
                .flatMap(number -> Arbitraries.of(
                                "H|\\^&<CR>", "R|1<CR>", "L|1<CR>", MESSAGE, MESSAGE + MESSAGE, "", "R|1")
                        .flatMap(text -> Arbitraries.of(Wire.frame(number, text), Wire.part(number, text))));
        return Arbitraries.oneOf(piece, frame).list().ofMaxSize(40).map(pieces -> String.join("", pieces));
    }

    /** As receiver. A sender looks at the end of each read whether the line is free: there the cut is the turn. */
    @Property(tries = 10_000)
    @Label("A28 where the network cuts changes neither events nor answers")
    void whereTheNetworkCutsChangesNothing(
            @ForAll("traffic") String traffic,
            @ForAll @IntRange(min = 1, max = 40) int chunk,
            @ForAll boolean lenient) {
        LinkProfile profile = lenient ? LinkProfile.lenient() : LinkProfile.strict();
        Dialogue whole = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), Integer.MAX_VALUE);
        Dialogue cut = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), chunk);
        assertThat(cut.hears(traffic)).isEqualTo(whole.hears(traffic));
        assertThat(cut.at(31)).isEqualTo(whole.at(31));
        cut.closes();
        whole.closes();
        assertThat(cut.events.toString()).isEqualTo(whole.events.toString());
        assertThat(cut.delivered()).isEqualTo(whole.delivered());
    }

    @Property(tries = 10_000)
    @Label("no noise hides the next session, and after EOT and silence every link is neutral")
    void noiseNeverHidesTheNextSession(@ForAll("traffic") String noise, @ForAll boolean lenient) {
        LinkProfile profile = lenient ? LinkProfile.lenient() : LinkProfile.strict();
        Dialogue d = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), Integer.MAX_VALUE);
        d.hears(noise + "<EOT>");
        d.at(61);
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
        int before = d.delivered().size();
        assertThat(d.hears("<ENQ>" + Wire.frame(1, MESSAGE) + "<EOT>")).isEqualTo("<ACK><ACK>");
        assertThat(d.delivered().subList(before, d.delivered().size())).containsExactly(MESSAGE);
    }

    @Property(tries = 10_000)
    @Label("bytes in = bytes in messages, incomplete ones, repeats and dropped frames, and noise")
    void nothingIsLostInventedOrReordered(
            @ForAll("traffic") String traffic,
            @ForAll @IntRange(min = 1, max = 40) int chunk,
            @ForAll boolean lenient) {
        LinkProfile profile =
                lenient ? LinkProfile.lenient().without(Tolerance.MESSAGES_SHARE_FRAME) : LinkProfile.strict();
        Dialogue d = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), chunk);
        d.hears(traffic);
        d.closes();
        Conservation.holds(Wire.bytes(traffic), d.events);
    }

    @Property(tries = 10_000)
    @Label("A8 A11 what one link sends the other delivers, once and in order")
    void twoLinksTalk(
            @ForAll FrameEncoder.Packing packing,
            @ForAll @IntRange(min = 1, max = 300) int limit,
            @ForAll @IntRange(min = 1, max = 20) int results,
            @ForAll @IntRange(min = 1, max = 3) int messages) {
        AstmLink instrument = new AstmLink(
                Position.INSTRUMENT,
                LinkProfile.strict().withSending(new FrameEncoder(packing, limit)),
                LinkTimers.defaults());
        AstmLink computer = new AstmLink(Position.COMPUTER, LinkProfile.strict(), LinkTimers.defaults());
        List<LinkEvent> sent = new ArrayList<>();
        List<String> arrived = new ArrayList<>();
        List<String> expected = new ArrayList<>();
        for (int k = 0; k < messages; k++) {
            expected.add("H|\\^&|" + k + "<CR>" + "R|1|^^^GLU|5.4<CR>".repeat(results) + "L|1<CR>");
            instrument.send(Wire.bytes(expected.get(k)), 0, sent::add);
        }
        boolean[] moved = {true};
        while (moved[0]) {
            moved[0] = false;
            instrument.drainTo(bytes -> {
                moved[0] = true;
                computer.decode(copy(bytes), 0, event -> {
                    assertThat(event).isNotInstanceOf(LinkEvent.FrameRefused.class);
                    if (event instanceof LinkEvent.Delivered delivered) {
                        arrived.add(Wire.print(delivered.message().toBytes()));
                        computer.accept(delivered.hold(), 0, ignored -> {});
                    }
                });
            });
            computer.drainTo(bytes -> {
                moved[0] = true;
                instrument.decode(copy(bytes), 0, sent::add);
            });
        }
        assertThat(arrived).isEqualTo(expected);
        assertThat(sent).hasSize(messages).hasOnlyElementsOfType(LinkEvent.MessageSent.class);
    }

    private static ByteBuffer copy(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }
}
