// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static io.assaylink.astm.link.TableRow.neutral;
import static io.assaylink.astm.link.TableRow.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.link.LinkEvent.SendCause;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The sender machine of E1381 6.5, row by row: state, event, action, next state. */
class SenderTableTest {

    private static final String H = "H|\\^&<CR>";
    private static final String L = "L|1|N<CR>";

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

    static Stream<TableRow> senderAsComputer() {
        return Stream.of(
                row(
                        "asking | ACK | first frame, number 1 | waiting",
                        SenderTableTest::asking,
                        "<ACK>",
                        frame(1, H),
                        LinkState.SENDING),
                row(
                        "asking | NAK | back-off | neutral",
                        SenderTableTest::asking,
                        "<NAK>",
                        "",
                        LinkState.NEUTRAL,
                        delayed(SendCause.PEER_BUSY).andThen(d -> {
                            assertThat(d.at(9.999)).isEmpty();
                            assertThat(d.at(10)).isEqualTo("<ENQ>");
                        })),
                row(
                        "asking | ENQ, we are the computer | yield, this ENQ is not answered | neutral",
                        SenderTableTest::asking,
                        "<ENQ>",
                        "",
                        LinkState.NEUTRAL,
                        delayed(SendCause.CONTENTION).andThen(d -> {
                            assertThat(d.hears("<ENQ>")).isEqualTo("<ACK>");
                        })),
                row(
                        "asking | other byte | ignore, report | asking",
                        SenderTableTest::asking,
                        "x",
                        "",
                        LinkState.ASKING,
                        d -> assertThat(d.all(LinkEvent.Noise.class)).containsExactly(new LinkEvent.Noise(0, 1))),
                row(
                        "waiting | ACK, more frames | next frame, number + 1 | waiting",
                        SenderTableTest::waiting,
                        "<ACK>",
                        frame(2, L),
                        LinkState.SENDING),
                row(
                        "waiting | ACK, last frame | EOT, success | neutral",
                        SenderTableTest::waitingForTheLast,
                        "<ACK>",
                        "<EOT>",
                        LinkState.NEUTRAL,
                        d -> assertThat(d.events).containsExactly(new LinkEvent.MessageSent(1))),
                row(
                        "waiting | EOT | as ACK | waiting",
                        SenderTableTest::waiting,
                        "<EOT>",
                        frame(2, L),
                        LinkState.SENDING),
                row(
                        "waiting | EOT, last frame | as ACK, quiet for 15 s | neutral",
                        SenderTableTest::waitingForTheLast,
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
                        SenderTableTest::waiting,
                        "<NAK>",
                        frame(1, H),
                        LinkState.SENDING),
                row(
                        "waiting | NAK, six sends | EOT, failed | neutral",
                        SenderTableTest::refusedFiveTimes,
                        "<NAK>",
                        "<EOT>",
                        LinkState.NEUTRAL,
                        failed(SendCause.ABORTED_AFTER_RETRIES)),
                row(
                        "waiting | any other byte | as NAK | waiting",
                        SenderTableTest::waiting,
                        "?",
                        frame(1, H),
                        LinkState.SENDING),
                row(
                        "waiting | CR, LF, NUL | ignored noise | waiting",
                        SenderTableTest::waiting,
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
                row("any | link closed | failed | closed", SenderTableTest::waiting, "", "", LinkState.SENDING, d -> {
                    d.closes();
                    assertThat(d.link.state()).isEqualTo(LinkState.CLOSED);
                    failed(SendCause.LINK_CLOSED).accept(d);
                }));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("senderAsComputer")
    void sender(TableRow row) {
        row.check(Position.COMPUTER, LinkProfile.strict());
    }

    static Stream<TableRow> senderInTime() {
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
                        SenderTableTest::asking,
                        "<ENQ>",
                        "",
                        LinkState.NEUTRAL,
                        d -> {
                            assertThat(d.at(0.999)).isEmpty();
                            assertThat(d.at(1)).isEqualTo("<ENQ>");
                        }),
                row(
                        "asking | reply timer | EOT, no answer | neutral",
                        SenderTableTest::asking,
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
                        SenderTableTest::waiting,
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
    void senderAsInstrumentInTime(TableRow row) {
        row.check(Position.INSTRUMENT, LinkProfile.strict());
    }
}
