// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static io.assaylink.astm.link.TableRow.neutral;
import static io.assaylink.astm.link.TableRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The receiver machine of E1381 6.5, row by row: state, event, action, next state. */
class ReceiverTableTest {

    private static final String H = "H|\\^&<CR>";
    private static final String L = "L|1|N<CR>";

    private static void between(Dialogue d) {
        assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
    }

    private static void betweenWithHeader(Dialogue d) {
        between(d);
        assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>");
    }

    private static void insideSecondFrame(Dialogue d) {
        betweenWithHeader(d);
        assertThat(d.hears("<STX>2P|1")).isEmpty();
    }

    private static Consumer<Dialogue> incomplete(Cause cause) {
        return d -> assertThat(d.all(LinkEvent.Incomplete.class))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.cause()).isEqualTo(cause);
                    assertThat(event.bytes()).hasSize(6);
                    assertThat(event.offset()).isEqualTo(1);
                });
    }

    private static Consumer<Dialogue> refused(FrameFault code, long offset) {
        return d -> {
            List<LinkEvent.FrameRefused> all = d.all(LinkEvent.FrameRefused.class);
            assertThat(all.get(all.size() - 1).code()).isEqualTo(code);
            assertThat(all.get(all.size() - 1).offset()).isEqualTo(offset);
        };
    }

    private static Consumer<Dialogue> noise(long offset, long count) {
        return d -> assertThat(d.all(LinkEvent.Noise.class)).contains(new LinkEvent.Noise(offset, count));
    }

    static Stream<TableRow> receiverRows() {
        return Stream.of(
                row(
                        "neutral | ENQ, able | ACK, receive timer | between",
                        TableRow::neutral,
                        "<ENQ>",
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> assertThat(d.wakesAt()).isEqualTo(30)),
                row(
                        "neutral | ENQ, not able | NAK | neutral",
                        d -> d.link.setBusy(true),
                        "<ENQ>",
                        "<NAK>",
                        LinkState.NEUTRAL,
                        d -> assertThat(d.events).containsExactly(new LinkEvent.EnquiryRefused(0))),
                row(
                        "neutral | EOT | ignore | neutral",
                        TableRow::neutral,
                        "<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        d -> assertThat(d.events).isEmpty()),
                row(
                        "neutral | frame without ENQ | ignore | neutral",
                        TableRow::neutral,
                        frame(1, H),
                        "",
                        LinkState.NEUTRAL,
                        refused(FrameFault.NO_SESSION, 0)),
                row(
                        "neutral | other | ignore, count as noise | neutral",
                        TableRow::neutral,
                        "abc<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        noise(0, 3)),
                row(
                        "between | STX | collect | frame",
                        ReceiverTableTest::between,
                        "<STX>1H",
                        "",
                        LinkState.RECEIVING,
                        d -> assertThat(d.all(LinkEvent.FrameRefused.class)).isEmpty()),
                row(
                        "between | EOT | end, without L incomplete | neutral",
                        ReceiverTableTest::betweenWithHeader,
                        "<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        incomplete(Cause.SESSION_ENDED)),
                row(
                        "between | ENQ | new session, incomplete reported | between",
                        ReceiverTableTest::betweenWithHeader,
                        "<ENQ>",
                        "<ACK>",
                        LinkState.RECEIVING,
                        incomplete(Cause.SESSION_RESTARTED)
                                .andThen(d -> assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>"))),
                row(
                        "between | other | ignore, count as noise | between",
                        ReceiverTableTest::between,
                        "xyz<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        noise(1, 3)),
                row(
                        "between | receive timer | drop incomplete, report | neutral",
                        ReceiverTableTest::betweenWithHeader,
                        "",
                        "",
                        LinkState.RECEIVING,
                        d -> {
                            assertThat(d.at(30)).isEmpty();
                            neutral(d);
                            incomplete(Cause.RECEIVER_TIMEOUT).accept(d);
                        }),
                row(
                        "frame | end, new, right | append, ACK | between",
                        ReceiverTableTest::insideSecondFrame,
                        frame(2, "P|1<CR>").substring("<STX>2P|1".length()),
                        "<ACK>",
                        LinkState.RECEIVING),
                row(
                        "frame | end, bad checksum | NAK, nothing changes | between",
                        ReceiverTableTest::insideSecondFrame,
                        "<CR><ETX>00<CR><LF>",
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.CHECKSUM_MISMATCH, 22)
                                .andThen(d ->
                                        assertThat(d.hears(frame(2, "P|1<CR>"))).isEqualTo("<ACK>"))),
                row(
                        "frame | end, repeat of the last | ACK, dropped | between",
                        ReceiverTableTest::betweenWithHeader,
                        frame(1, H),
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> assertThat(d.all(LinkEvent.Repeat.class)).containsExactly(new LinkEvent.Repeat(1, 14))),
                row(
                        "frame | end, another number | NAK | between",
                        ReceiverTableTest::betweenWithHeader,
                        frame(3, L),
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_NUMBER, 14)),
                row(
                        "frame | end, message complete | hand over, ACK when stored | between",
                        ReceiverTableTest::betweenWithHeader,
                        frame(2, L),
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> assertThat(d.delivered()).containsExactly(H + L)),
                row(
                        "frame | STX | cut, start anew | frame",
                        ReceiverTableTest::insideSecondFrame,
                        frame(2, L),
                        "<ACK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_ABORTED, 19)
                                .andThen(d -> assertThat(d.delivered()).containsExactly(H + L))),
                row(
                        "frame | EOT | cut, as in between | neutral",
                        ReceiverTableTest::insideSecondFrame,
                        "<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        refused(FrameFault.FRAME_ABORTED, 19).andThen(incomplete(Cause.SESSION_ENDED))),
                row(
                        "frame | ENQ | cut, as in between | between",
                        ReceiverTableTest::insideSecondFrame,
                        "<ENQ>",
                        "<ACK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_ABORTED, 19).andThen(incomplete(Cause.SESSION_RESTARTED))),
                row(
                        "frame | more than the limit | drop to LF, then NAK | between",
                        ReceiverTableTest::insideSecondFrame,
                        "x".repeat(238) + "<CR><ETX>00<CR><LF>",
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_TOO_LONG, 256)),
                row(
                        "frame | more than the limit | drop to STX | frame",
                        ReceiverTableTest::insideSecondFrame,
                        "x".repeat(300) + frame(2, L),
                        "<ACK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_TOO_LONG, 256)),
                row(
                        "frame | other restricted byte | collect to the end, NAK | between",
                        ReceiverTableTest::insideSecondFrame,
                        "<DC1>xx<CR><ETX>00<CR><LF>",
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.RESTRICTED_CHAR, 19)),
                row(
                        "frame | receive timer | as in between | neutral",
                        ReceiverTableTest::insideSecondFrame,
                        "",
                        "",
                        LinkState.RECEIVING,
                        d -> {
                            assertThat(d.at(30)).isEmpty();
                            neutral(d);
                            incomplete(Cause.RECEIVER_TIMEOUT).accept(d);
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("receiverRows")
    void receiver(TableRow row) {
        row.check(Position.COMPUTER, LinkProfile.e1381());
    }

    static Stream<TableRow> optionRows() {
        return Stream.of(
                row(
                        "neutral | STX without ENQ, option | implied session | frame",
                        TableRow::neutral,
                        frame(1, H),
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> assertThat(d.all(LinkEvent.Tolerated.class))
                                .containsExactly(new LinkEvent.Tolerated(Tolerance.SESSION_WITHOUT_ENQ, 0))),
                row(
                        "frame | the last number, other content, option | conflict told, accepted as new | between",
                        ReceiverTableTest::betweenWithHeader,
                        frame(1, L),
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> {
                            assertThat(d.all(LinkEvent.NumberConflict.class))
                                    .containsExactly(new LinkEvent.NumberConflict(1, 14));
                            assertThat(d.all(LinkEvent.Tolerated.class))
                                    .containsExactly(new LinkEvent.Tolerated(Tolerance.NUMBER_REUSED, 14));
                            assertThat(d.delivered()).containsExactly(H + L);
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("optionRows")
    void receiverWithOptions(TableRow row) {
        row.check(Position.COMPUTER, LinkProfile.strict().with(Tolerance.SESSION_WITHOUT_ENQ, Tolerance.NUMBER_REUSED));
    }
}
