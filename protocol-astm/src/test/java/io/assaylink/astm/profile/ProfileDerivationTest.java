// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.profile;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.astm.frame.Tolerance;
import io.assaylink.astm.frame.Wire;
import io.assaylink.astm.link.LinkProfile;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** 6.2, a profile derived from a capture. */
class ProfileDerivationTest {

    private static final List<String> RECORDS =
            List.of("H|\\^&<CR>", "P|1<CR>", "O|1|S1<CR>", "R|1|^^^GLU|5.4<CR>", "L|1|N<CR>");

    private static String unpacked(String first) {
        StringBuilder frames = new StringBuilder("<ENQ>");
        for (int i = 0; i < RECORDS.size(); i++) {
            frames.append(Wire.frame(i + 1, i == 0 ? RECORDS.get(0).replace("<CR>", first + "<CR>") : RECORDS.get(i)));
        }
        return frames + "<EOT>";
    }

    private static ProfileDerivation derive(String capture) {
        return ProfileDerivation.derive(Wire.bytes(capture));
    }

    /** Hexadecimal digits of the checksums to lower case. */
    private static String lowered(String capture) {
        StringBuilder out = new StringBuilder();
        int from = 0;
        for (int at = capture.indexOf("<ETX>"); at >= 0; at = capture.indexOf("<ETX>", from)) {
            out.append(capture, from, at + 5)
                    .append(capture.substring(at + 5, at + 7).toLowerCase(Locale.ROOT));
            from = at + 7;
        }
        return out.append(capture.substring(from)).toString();
    }

    @Test
    void theStandardNeedsNoSwitch() {
        ProfileDerivation derived = derive(unpacked("|||x"));
        assertThat(derived.tolerances()).isEmpty();
        assertThat(derived.uses()).isEmpty();
        assertThat(derived.messages()).isEqualTo(1);
        assertThat(derived.lostBytes()).isZero();
        assertThat(derived.lostStrictly()).isZero();
    }

    @Test
    void eachUseOfASwitchIsCounted() {
        ProfileDerivation derived = derive(lowered(unpacked("|||x")));
        assertThat(derived.tolerances()).containsExactly(Tolerance.LOWERCASE_CHECKSUM);
        assertThat(derived.lostStrictly()).isPositive();
        assertThat(derived.lostBytes()).isZero();
        assertThat(derived.uses()).hasSize(1);
        assertThat(derived.uses().get(0).firstOffset()).isPositive();
    }

    @Test
    void departuresInTheSameFrameAreFoundTogether() {
        String capture = lowered(unpacked("|||x")).replace("<CR><LF>", "<CR>");
        ProfileDerivation derived = derive(capture);
        assertThat(derived.messages()).isEqualTo(1);
        assertThat(derived.lostBytes()).isZero();
        assertThat(derived.tolerances())
                .containsExactlyInAnyOrder(Tolerance.LOWERCASE_CHECKSUM, Tolerance.FRAME_END_WITHOUT_LF);
    }

    @Test
    void everySwitchOfTheResultIsNeeded() {
        byte[] capture = Wire.bytes(lowered(unpacked("|||x")).replace("<CR><LF>", ""));
        ProfileDerivation derived = ProfileDerivation.derive(capture);
        assertThat(derived.messages()).isEqualTo(1);
        LinkProfile profile = LinkProfile.strict().with(derived.tolerances().toArray(new Tolerance[0]));
        for (Tolerance each : derived.tolerances()) {
            assertThat(Trial.of(profile.without(each), capture)).as(each.name()).isLessThan(Trial.of(profile, capture));
        }
    }

    @Test
    void noiseAndRepeatsAreNoHabits() {
        String frame = Wire.frame(1, String.join("", RECORDS));
        String damaged = frame.replace("GLU", "GLX");
        ProfileDerivation derived = derive("xx<ENQ>" + damaged + frame + frame + "<EOT>zz");
        assertThat(derived.tolerances()).isEmpty();
        assertThat(derived.messages()).isEqualTo(1);
        assertThat(derived.lostBytes()).isEqualTo(derived.lostStrictly()).isPositive();
    }

    @Test
    void aSessionBrokenOffIsNoHabit() {
        String whole = "<ENQ>" + Wire.frame(1, String.join("", RECORDS)) + "<EOT>";
        String broken = "<ENQ>" + Wire.frame(1, String.join("", RECORDS.subList(0, 4))) + "<EOT>";
        assertThat(derive(whole + broken).tolerances()).isEmpty();
        assertThat(derive(broken + broken).tolerances()).containsExactly(Tolerance.TERMINATOR_ABSENT);
        assertThat(derive(broken + broken).messages()).isEqualTo(2);
    }

    @Test
    void emptyAndHopelessCapturesGiveNoSwitch() {
        assertThat(derive("").tolerances()).isEmpty();
        ProfileDerivation hopeless = derive("<ENQ>hello<EOT>");
        assertThat(hopeless.tolerances()).isEqualTo(Set.of());
        assertThat(hopeless.messages()).isZero();
    }

    @Test
    void whatIsDerivedIsWrittenAsAProfile() {
        ProfileDerivation derived = derive(lowered(unpacked("|||x")));
        InstrumentProfile profile = InstrumentProfile.strict()
                .withName("ours")
                .withLink(LinkProfile.strict().with(derived.tolerances().toArray(new Tolerance[0])));
        assertThat(ProfileText.write(profile))
                .isEqualTo("name = ours\nbase = strict\ntolerances = LOWERCASE_CHECKSUM\n");
    }
}
