// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.Consumer;

/**
 * A row of a state table.
 *
 * @param reach brings a neutral link to the state
 * @param hears the event, nothing when it is time that passes
 * @param says the bytes said at once
 * @param more what is to be seen behind it
 */
record TableRow(
        String name, Consumer<Dialogue> reach, String hears, String says, LinkState next, Consumer<Dialogue> more) {

    static TableRow row(String name, Consumer<Dialogue> reach, String hears, String says, LinkState next) {
        return new TableRow(name, reach, hears, says, next, d -> {});
    }

    static TableRow row(
            String name, Consumer<Dialogue> reach, String hears, String says, LinkState next, Consumer<Dialogue> more) {
        return new TableRow(name, reach, hears, says, next, more);
    }

    static void neutral(Dialogue d) {
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
    }

    /** One byte per read and all in one. */
    void check(Position position, LinkProfile profile) {
        for (int chunk : new int[] {1, 1 << 20}) {
            Dialogue d = new Dialogue(position, profile, LinkTimers.defaults(), chunk);
            reach.accept(d);
            if (!hears.isEmpty()) {
                assertThat(d.hears(hears)).isEqualTo(says);
            }
            assertThat(d.link.state()).isEqualTo(next);
            more.accept(d);
        }
    }

    @Override
    public String toString() {
        return name;
    }
}
