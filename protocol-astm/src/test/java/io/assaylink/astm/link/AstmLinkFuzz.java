// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;

/** Any bytes whatever: no exception, and neutral after EOT and silence. Runs its seeds unless JAZZER_FUZZ is set. */
class AstmLinkFuzz {

    @FuzzTest
    void anyBytes(byte[] bytes) {
        for (LinkProfile profile : new LinkProfile[] {LinkProfile.strict(), LinkProfile.lenient()}) {
            Dialogue d = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), 7);
            d.hears(bytes);
            d.hears("<EOT>");
            d.at(61);
            assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
            assertThat(d.link.offset()).isEqualTo(bytes.length + 1L);
        }
    }
}
