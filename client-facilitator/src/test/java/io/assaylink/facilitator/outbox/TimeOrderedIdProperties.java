// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

/** What every id of one maker keeps to. */
class TimeOrderedIdProperties {

    @Property(tries = 200)
    void idsOfOneMakerRiseWhateverTheClockDoes(@ForAll List<@LongRange(min = 0) Long> times) {
        List<String> ids = new ArrayList<>();
        long[] now = {0};
        TimeOrderedId maker = new TimeOrderedId(new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return Instant.ofEpochMilli(now[0]);
            }
        });
        for (long time : times) {
            now[0] = time & 0xFFFF_FFFF_FFFFL;
            ids.add(maker.next());
        }
        assertThat(ids).isSorted().doesNotHaveDuplicates().allMatch(id -> id.length() == 26);
    }
}
