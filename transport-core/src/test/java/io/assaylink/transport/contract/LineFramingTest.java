// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The framing that the suite speaks. (A package without a test class is not opened to the test engine.) */
class LineFramingTest {

    @Test
    void whereTheNetworkCutsChangesNothing() {
        LineFraming framing = new LineFraming();
        ByteBuffer traffic = framing.encode("one\ntwo");
        List<String> lines = new ArrayList<>();
        while (traffic.hasRemaining()) {
            framing.decode(ByteBuffer.wrap(new byte[] {traffic.get()}), lines::add);
        }
        assertThat(lines).containsExactly("one", "two");
        assertThat(framing.inTransit()).isZero();
    }
}
