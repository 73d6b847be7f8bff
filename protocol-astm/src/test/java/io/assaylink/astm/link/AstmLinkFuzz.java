// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import io.assaylink.astm.frame.Tolerance;
import java.util.Arrays;
import java.util.List;

/**
 * Any bytes whatever, cut and delayed anyhow: no exception, nothing lost or invented, neutral after EOT and silence. Runs
 * its seeds unless JAZZER_FUZZ is set: profile {@code fuzz}.
 *
 * <p>The last three bytes of an input say how it is cut, delayed and read; those before them are what the link hears.
 */
class AstmLinkFuzz {

    private static final List<LinkProfile> PROFILES = List.of(
            LinkProfile.strict(),
            LinkProfile.lenient(),
            LinkProfile.lenient().without(Tolerance.MESSAGES_SHARE_FRAME),
            LinkProfile.e1381().withMessageLimit(64));

    /** Between two reads, in seconds: within the time for a frame's end, and about each timer of the receiver. */
    private static final List<Double> GAPS = List.of(0.0, 0.05, 0.2, 7.0, 29.0, 31.0);

    @FuzzTest(maxDuration = "60s")
    void anyBytes(FuzzedDataProvider data) {
        LinkProfile profile = data.pickValue(PROFILES);
        double gap = data.pickValue(GAPS);
        int chunk = data.consumeInt(1, 64);
        byte[] bytes = data.consumeRemainingAsBytes();

        Dialogue d = new Dialogue(Position.COMPUTER, profile, LinkTimers.defaults(), chunk);
        double now = 0;
        for (int at = 0; at < bytes.length; at += chunk) {
            d.hears(Arrays.copyOfRange(bytes, at, Math.min(at + chunk, bytes.length)));
            now += gap;
            d.at(now);
        }
        byte[] whole = Arrays.copyOf(bytes, bytes.length + 1);
        whole[bytes.length] = 0x04;
        d.hears("<EOT>");
        d.at(now + 61);
        assertThat(d.link.state()).isEqualTo(LinkState.NEUTRAL);
        assertThat(d.link.offset()).isEqualTo(whole.length);
        d.closes();
        if (!profile.allows(Tolerance.MESSAGES_SHARE_FRAME)) {
            Conservation.holds(whole, d.events);
        }
    }
}
