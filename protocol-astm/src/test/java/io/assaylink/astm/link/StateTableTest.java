// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameFault;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkEvent.Incomplete.Cause;
import io.assaylink.astm.link.LinkEvent.SendCause;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sender and the receiver machine of E1381 6.5, row by row: state, event, action, next state. */
class StateTableTest {

    private static final String H = "H|\\^&<CR>";
    private static final String L = "L|1|N<CR>";
    private static final int WHOLE = 1 << 20;

    /** A row of a table: how the state is reached, the event, the bytes said at once, the state behind it. */
    private record Row(
            String name, Consumer<Dialogue> reach, String hears, String says, LinkState next, Consumer<Dialogue> more) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static Row row(String name, Consumer<Dialogue> reach, String hears, String says, LinkState next) {
        return new Row(name, reach, hears, says, next, d -> {});
    }

    private static Row row(
            String name, Consumer<Dialogue> reach, String hears, String says, LinkState next, Consumer<Dialogue> more) {
        return new Row(name, reach, hears, says, next, more);
    }

    private static void neutral(Dialogue d) {
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
    }

    private static void asking(Dialogue d) {
        d.sends(H + L);
        assertThat(d.says()).isEqualTo("<ENQ>");
    }

    private static void waiting(Dialogue d) {
        asking(d);
        assertThat(d.hears("<ACK>")).isEqualTo(frame(1, H));
    }

    private static void waitingForTheLast(Dialogue d) {
        waiting(d);
        assertThat(d.hears("<ACK>")).isEqualTo(frame(2, L));
    }

    private static void refusedFiveTimes(Dialogue d) {
        waiting(d);
        for (int k = 0; k < 5; k++) {
            assertThat(d.hears("<NAK>")).isEqualTo(frame(1, H));
        }
    }

    private static Consumer<Dialogue> failed(SendCause cause) {
        return d ->
                assertThat(d.all(LinkEvent.SendFailed.class)).containsExactly(new LinkEvent.SendFailed(1, cause, 0));
    }

    private static Consumer<Dialogue> delayed(SendCause cause) {
        return d -> assertThat(d.all(LinkEvent.SendDelayed.class)).containsExactly(new LinkEvent.SendDelayed(1, cause));
    }

    static Stream<Row> senderAsComputer() {
        return Stream.of(
                row(
                        "asking | ACK | first frame, number 1 | waiting",
                        StateTableTest::asking,
                        "<ACK>",
                        frame(1, H),
                        LinkState.SENDING),
                row(
                        "asking | NAK | back-off | neutral",
                        StateTableTest::asking,
                        "<NAK>",
                        "",
                        LinkState.NEUTRAL,
                        delayed(SendCause.PEER_BUSY).andThen(d -> {
                            assertThat(d.at(9.999)).isEmpty();
                            assertThat(d.at(10)).isEqualTo("<ENQ>");
                        })),
                row(
                        "asking | ENQ, we are the computer | yield, this ENQ is not answered | neutral",
                        StateTableTest::asking,
                        "<ENQ>",
                        "",
                        LinkState.NEUTRAL,
                        delayed(SendCause.CONTENTION).andThen(d -> {
                            assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
                        })),
                row(
                        "asking | other byte | ignore, report | asking",
                        StateTableTest::asking,
                        "x",
                        "",
                        LinkState.ASKING,
                        d -> assertThat(d.all(LinkEvent.Noise.class)).containsExactly(new LinkEvent.Noise(0, 1))),
                row(
                        "waiting | ACK, more frames | next frame, number + 1 | waiting",
                        StateTableTest::waiting,
                        "<ACK>",
                        frame(2, L),
                        LinkState.SENDING),
                row(
                        "waiting | ACK, last frame | EOT, success | neutral",
                        StateTableTest::waitingForTheLast,
                        "<ACK>",
                        "<EOT>",
                        LinkState.NEUTRAL,
                        d -> assertThat(d.events).containsExactly(new LinkEvent.MessageSent(1))),
                row(
                        "waiting | EOT | as ACK | waiting",
                        StateTableTest::waiting,
                        "<EOT>",
                        frame(2, L),
                        LinkState.SENDING),
                row(
                        "waiting | EOT, last frame | as ACK, quiet for 15 s | neutral",
                        StateTableTest::waitingForTheLast,
                        "<EOT>",
                        "<EOT>",
                        LinkState.NEUTRAL,
                        d -> {
                            d.sends(H + L);
                            assertThat(d.at(14.999)).isEmpty();
                            assertThat(d.at(15)).isEqualTo("<ENQ>");
                        }),
                row(
                        "waiting | NAK, sends below the limit | the same bytes again | waiting",
                        StateTableTest::waiting,
                        "<NAK>",
                        frame(1, H),
                        LinkState.SENDING),
                row(
                        "waiting | NAK, six sends | EOT, failed | neutral",
                        StateTableTest::refusedFiveTimes,
                        "<NAK>",
                        "<EOT>",
                        LinkState.NEUTRAL,
                        failed(SendCause.ABORTED_AFTER_RETRIES)),
                row(
                        "waiting | any other byte | as NAK | waiting",
                        StateTableTest::waiting,
                        "?",
                        frame(1, H),
                        LinkState.SENDING),
                row(
                        "waiting | CR, LF, NUL | ignored noise | waiting",
                        StateTableTest::waiting,
                        "<CR><LF><NUL>",
                        "",
                        LinkState.SENDING),
                row(
                        "neutral | late ACK behind our EOT | ignore | neutral",
                        d -> {
                            waitingForTheLast(d);
                            d.hears("<ACK>");
                        },
                        "<ACK><NAK>",
                        "",
                        LinkState.NEUTRAL),
                row("any | link closed | failed | closed", StateTableTest::waiting, "", "", LinkState.SENDING, d -> {
                    d.closes();
                    assertThat(d.link.state()).isEqualTo(LinkState.CLOSED);
                    failed(SendCause.LINK_CLOSED).accept(d);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("senderAsComputer")
    void sender(Row row) {
        check(row, Position.COMPUTER, LinkProfile.strict());
    }

    static Stream<Row> senderInTime() {
        return Stream.of(
                row(
                        "neutral | message to send, no back-off | ENQ | asking",
                        d -> d.sends(H + L),
                        "",
                        "",
                        LinkState.ASKING,
                        d -> {
                            assertThat(d.says()).isEqualTo("<ENQ>");
                            assertThat(d.wakesAt()).isEqualTo(15);
                        }),
                row(
                        "neutral | message to send, back-off running | wait | neutral",
                        d -> {
                            asking(d);
                            d.hears("<NAK>");
                            d.sends(H + L);
                        },
                        "",
                        "",
                        LinkState.NEUTRAL,
                        d -> assertThat(d.wakesAt()).isEqualTo(10)),
                row(
                        "asking | ENQ, we are the instrument | back-off 1 s, then ENQ | neutral",
                        StateTableTest::asking,
                        "<ENQ>",
                        "",
                        LinkState.NEUTRAL,
                        d -> {
                            assertThat(d.at(0.999)).isEmpty();
                            assertThat(d.at(1)).isEqualTo("<ENQ>");
                        }),
                row(
                        "asking | reply timer | EOT, no answer | neutral",
                        StateTableTest::asking,
                        "",
                        "",
                        LinkState.ASKING,
                        d -> {
                            assertThat(d.at(15)).isEqualTo("<EOT>");
                            neutral(d);
                            failed(SendCause.NO_RESPONSE).accept(d);
                        }),
                row(
                        "waiting | reply timer | EOT, failed | neutral",
                        StateTableTest::waiting,
                        "",
                        "",
                        LinkState.SENDING,
                        d -> {
                            assertThat(d.at(15)).isEqualTo("<EOT>");
                            neutral(d);
                            failed(SendCause.NO_RESPONSE).accept(d);
                        }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("senderInTime")
    void senderAsInstrumentInTime(Row row) {
        check(row, Position.INSTRUMENT, LinkProfile.strict());
    }

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

    static Stream<Row> receiverRows() {
        return Stream.of(
                row(
                        "neutral | ENQ, able | ACK, receive timer | between",
                        StateTableTest::neutral,
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
                        StateTableTest::neutral,
                        "<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        d -> assertThat(d.events).isEmpty()),
                row(
                        "neutral | frame without ENQ | ignore | neutral",
                        StateTableTest::neutral,
                        frame(1, H),
                        "",
                        LinkState.NEUTRAL,
                        refused(FrameFault.NO_SESSION, 0)),
                row(
                        "neutral | other | ignore, count as noise | neutral",
                        StateTableTest::neutral,
                        "abc<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        noise(0, 3)),
                row(
                        "between | STX | collect | frame",
                        StateTableTest::between,
                        "<STX>1H",
                        "",
                        LinkState.RECEIVING,
                        d -> assertThat(d.all(LinkEvent.FrameRefused.class)).isEmpty()),
                row(
                        "between | EOT | end, without L incomplete | neutral",
                        StateTableTest::betweenWithHeader,
                        "<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        incomplete(Cause.SESSION_ENDED)),
                row(
                        "between | ENQ | new session, incomplete reported | between",
                        StateTableTest::betweenWithHeader,
                        "<ENQ>",
                        "<ACK>",
                        LinkState.RECEIVING,
                        incomplete(Cause.SESSION_RESTARTED)
                                .andThen(d -> assertThat(d.hears(frame(1, H))).isEqualTo("<ACK>"))),
                row(
                        "between | other | ignore, count as noise | between",
                        StateTableTest::between,
                        "xyz<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        noise(1, 3)),
                row(
                        "between | receive timer | drop incomplete, report | neutral",
                        StateTableTest::betweenWithHeader,
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
                        StateTableTest::insideSecondFrame,
                        frame(2, "P|1<CR>").substring("<STX>2P|1".length()),
                        "<ACK>",
                        LinkState.RECEIVING),
                row(
                        "frame | end, bad checksum | NAK, nothing changes | between",
                        StateTableTest::insideSecondFrame,
                        "<CR><ETX>00<CR><LF>",
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.CHECKSUM_MISMATCH, 22)
                                .andThen(d ->
                                        assertThat(d.hears(frame(2, "P|1<CR>"))).isEqualTo("<ACK>"))),
                row(
                        "frame | end, repeat of the last | ACK, dropped | between",
                        StateTableTest::betweenWithHeader,
                        frame(1, H),
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> assertThat(d.all(LinkEvent.Repeat.class)).containsExactly(new LinkEvent.Repeat(1, 14))),
                row(
                        "frame | end, another number | NAK | between",
                        StateTableTest::betweenWithHeader,
                        frame(3, L),
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_NUMBER, 14)),
                row(
                        "frame | end, message complete | hand over, ACK when stored | between",
                        StateTableTest::betweenWithHeader,
                        frame(2, L),
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> assertThat(d.delivered()).containsExactly(H + L)),
                row(
                        "frame | STX | cut, start anew | frame",
                        StateTableTest::insideSecondFrame,
                        frame(2, L),
                        "<ACK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_ABORTED, 19)
                                .andThen(d -> assertThat(d.delivered()).containsExactly(H + L))),
                row(
                        "frame | EOT | cut, as in between | neutral",
                        StateTableTest::insideSecondFrame,
                        "<EOT>",
                        "",
                        LinkState.NEUTRAL,
                        refused(FrameFault.FRAME_ABORTED, 19).andThen(incomplete(Cause.SESSION_ENDED))),
                row(
                        "frame | ENQ | cut, as in between | between",
                        StateTableTest::insideSecondFrame,
                        "<ENQ>",
                        "<ACK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_ABORTED, 19).andThen(incomplete(Cause.SESSION_RESTARTED))),
                row(
                        "frame | more than the limit | drop to LF, then NAK | between",
                        StateTableTest::insideSecondFrame,
                        "x".repeat(238) + "<CR><ETX>00<CR><LF>",
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_TOO_LONG, 256)),
                row(
                        "frame | more than the limit | drop to STX | frame",
                        StateTableTest::insideSecondFrame,
                        "x".repeat(300) + frame(2, L),
                        "<ACK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.FRAME_TOO_LONG, 256)),
                row(
                        "frame | other restricted byte | collect to the end, NAK | between",
                        StateTableTest::insideSecondFrame,
                        "<DC1>xx<CR><ETX>00<CR><LF>",
                        "<NAK>",
                        LinkState.RECEIVING,
                        refused(FrameFault.RESTRICTED_CHAR, 19)),
                row(
                        "frame | receive timer | as in between | neutral",
                        StateTableTest::insideSecondFrame,
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
    void receiver(Row row) {
        check(row, Position.COMPUTER, LinkProfile.e1381());
    }

    static Stream<Row> optionRows() {
        return Stream.of(
                row(
                        "neutral | STX without ENQ, option | implied session | frame",
                        StateTableTest::neutral,
                        frame(1, H),
                        "<ACK>",
                        LinkState.RECEIVING,
                        d -> assertThat(d.all(LinkEvent.Tolerated.class))
                                .containsExactly(new LinkEvent.Tolerated(Tolerance.SESSION_WITHOUT_ENQ, 0))),
                row(
                        "frame | the last number, other content, option | conflict told, accepted as new | between",
                        StateTableTest::betweenWithHeader,
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
    void receiverWithOptions(Row row) {
        check(
                row,
                Position.COMPUTER,
                LinkProfile.strict().with(Tolerance.SESSION_WITHOUT_ENQ, Tolerance.NUMBER_REUSED));
    }

    private static void check(Row row, Position position, LinkProfile profile) {
        for (int chunk : new int[] {1, WHOLE}) {
            Dialogue d = new Dialogue(position, profile, LinkTimers.defaults(), chunk);
            row.reach().accept(d);
            if (!row.hears().isEmpty()) {
                assertThat(d.hears(row.hears())).isEqualTo(row.says());
            }
            assertThat(d.link.state()).isEqualTo(row.next());
            row.more().accept(d);
        }
    }
}
