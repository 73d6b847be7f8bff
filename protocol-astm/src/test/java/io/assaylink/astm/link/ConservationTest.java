// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static io.assaylink.astm.frame.Wire.frame;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.astm.frame.Wire;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The law that the properties rest on sees what is lost, told twice, invented or reordered. */
class ConservationTest {

    private static final String SESSION = "x<ENQ>" + frame(1, "H|\\^&<CR>") + frame(1, "H|\\^&<CR>")
            + "<STX>2L<ETX>00<CR><LF>" + frame(2, "L|1<CR>") + frame(3, "H|<CR>") + "<EOT>";
    private static final byte[] BYTES = Wire.bytes(SESSION);

    private final List<LinkEvent> events = new ArrayList<>();

    ConservationTest() {
        Dialogue d = new Dialogue(Position.COMPUTER, 1);
        d.hears(SESSION);
        d.closes();
        events.addAll(d.events);
    }

    @Test
    void itHolds() {
        Conservation.holds(BYTES, events);
        assertThat(events).hasSize(8);
    }

    @Test
    void eachEventThatIsLeftOutIsMissed() {
        int missed = 0;
        for (LinkEvent event : List.copyOf(events)) {
            boolean counts = !(event instanceof LinkEvent.SessionStarted
                    || event instanceof LinkEvent.SessionEnded
                    || event instanceof LinkEvent.FrameRefused);
            if (counts) {
                List<LinkEvent> fewer = new ArrayList<>(events);
                fewer.remove(event);
                assertThatThrownBy(() -> Conservation.holds(BYTES, fewer)).isInstanceOf(AssertionError.class);
                missed++;
            }
        }
        assertThat(missed).as("noise, repeat, dropped, delivered, incomplete").isEqualTo(5);
    }

    @Test
    void whatIsToldTwiceOrInAnotherOrderIsSeen() {
        for (LinkEvent event : List.copyOf(events)) {
            if (event instanceof LinkEvent.Noise || event instanceof LinkEvent.Delivered) {
                List<LinkEvent> more = new ArrayList<>(events);
                more.add(event);
                assertThatThrownBy(() -> Conservation.holds(BYTES, more)).isInstanceOf(AssertionError.class);
            }
        }
        Collections.reverse(events);
        assertThatThrownBy(() -> Conservation.holds(BYTES, events)).isInstanceOf(AssertionError.class);
    }
}
