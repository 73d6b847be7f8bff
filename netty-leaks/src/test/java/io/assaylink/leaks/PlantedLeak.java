// SPDX-License-Identifier: Apache-2.0
package io.assaylink.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import org.junit.jupiter.api.Test;

/** Tests that pass; the name keeps them out of the build. */
class PlantedLeak {

    @Test
    void forgetful() {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(100);
        assertThat(buffer.writeByte(1).readableBytes()).isEqualTo(1); // and it is never released
    }

    @Test
    void tidy() {
        ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(100);
        assertThat(buffer.writeByte(1).readableBytes()).isEqualTo(1);
        assertThat(buffer.release()).isTrue();
    }
}
