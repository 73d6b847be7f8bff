// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.FrameEncoder;
import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.link.LinkProfile;
import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.query.QueryDialect;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds for all profiles and all texts. */
class ProfileTextProperties {

    @Provide
    Arbitrary<String> texts() {
        return Arbitraries.of(ProfileText.keys())
                .flatMap(key -> Arbitraries.of(
                                "", "1", "15s", "LF_IN_TEXT", "lenient", "strict", "GBK", "x", "9999999999", "100ms")
                        .map(value -> key + " = " + value))
                .injectDuplicates(0.2)
                .list()
                .ofMaxSize(12)
                .map(lines -> String.join("\n", lines));
    }

    @Property
    void noTextThrows(@ForAll String text) {
        assertThat(ProfileText.read(text).profile()).isNotNull();
    }

    @Property
    void whatWasReadIsWrittenAndReadAgain(@ForAll("texts") String text) {
        InstrumentProfile profile = ProfileText.read(text).profile();
        assertThat(ProfileText.read(ProfileText.write(profile))).isEqualTo(new ProfileReading(profile, List.of()));
    }

    @Property
    void whatIsWrittenIsReadAgain(
            @ForAll Set<Tolerance> tolerances,
            @ForAll FrameEncoder.Packing packing,
            @ForAll @IntRange(min = 1, max = 63_993) int limit,
            @ForAll @IntRange(min = 1) int millis,
            @ForAll QueryDialect.Echo echo) {
        InstrumentProfile profile = new InstrumentProfile(
                "x = # y",
                LinkProfile.strict()
                        .with(tolerances.toArray(new Tolerance[0]))
                        .withTextLimit(limit)
                        .withSending(new FrameEncoder(packing, limit)),
                LinkTimers.defaults().withHold(Duration.ofMillis(millis % 99_999_999 + 1)),
                QueryDialect.standard().withEcho(echo),
                new ControlNaming(List.of("QC-", "K ontrolle")));
        assertThat(ProfileText.read(ProfileText.write(profile)).orThrow()).isEqualTo(profile);
    }
}
