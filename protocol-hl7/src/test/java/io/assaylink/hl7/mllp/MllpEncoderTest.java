// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** MLLP Release 1 and 2, 5.1 and 5.2: blocks. */
class MllpEncoderTest {

    @Test
    void contentStandsBetweenVtAndFsCr() {
        ByteBuffer content = ByteBuffer.wrap(Line.bytes("xxMSH|^~\\&<CR>")).position(2);
        assertThat(MllpEncoder.encode(content)).isEqualTo(ByteBuffer.wrap(Line.bytes("<VT>MSH|^~\\&<CR><FS><CR>")));
        assertThat(content.position()).isEqualTo(2);
    }

    @Test
    @DisplayName("5.1 no stuffing exists: content with VT or FS is the caller's mistake")
    void contentWithFramingBytes() {
        for (String content : new String[] {"a<FS>b", "<VT>", "MSH|<FS>"}) {
            assertThatThrownBy(() -> MllpEncoder.encode(ByteBuffer.wrap(Line.bytes(content))))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    @DisplayName("5.2 commit acknowledgment blocks")
    void commitBlocks() {
        assertThat(MllpEncoder.commit(true).array()).isEqualTo(Line.bytes("<VT><ACK><FS><CR>"));
        assertThat(MllpEncoder.commit(false).array()).isEqualTo(Line.bytes("<VT><NAK><FS><CR>"));
    }
}
