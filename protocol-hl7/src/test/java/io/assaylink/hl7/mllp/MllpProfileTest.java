// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.mllp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Every tolerance is a switch of its own, and the presets hold what they promise. */
class MllpProfileTest {

    @Test
    void strictToleratesNothingAndLenientWhatIsHarmless() {
        assertThat(MllpProfile.mllpStrict().tolerated()).isEmpty();
        assertThat(Arrays.stream(MllpCode.values()).filter(MllpCode::isTolerable))
                .containsAll(MllpProfile.mllpLenient().tolerated())
                .filteredOn(code -> !MllpProfile.mllpLenient().tolerated().contains(code))
                .containsExactly(MllpCode.START_IN_TEXT, MllpCode.MESSAGE_TIMEOUT);
        MllpProfile release2 = MllpProfile.mllpR2();
        assertThat(release2.release2()).isTrue();
        assertThat(release2.tolerated()).contains(MllpCode.MESSAGE_TIMEOUT);
        assertThat(release2.silence()).isEqualTo(Duration.ofSeconds(60));
        assertThat(release2.withRelease2(false).release2()).isFalse();
    }

    @Test
    void defaultsAreThoseOfTheDesign() {
        MllpProfile strict = MllpProfile.mllpStrict();
        assertThat(strict.messageLimit()).isEqualTo(16 << 20);
        assertThat(strict.gapLimit()).isEqualTo(4 << 10);
        assertThat(strict.grace()).isEqualTo(Duration.ofMillis(100));
        assertThat(strict.warningLimit()).isEqualTo(100);
    }

    @Test
    void switchesAreTurnedOnAndOff() {
        MllpProfile strict = MllpProfile.mllpStrict();
        assertThat(strict.tolerating(MllpCode.EMPTY_START).tolerated()).isEqualTo(Set.of(MllpCode.EMPTY_START));
        assertThat(strict.tolerating(MllpCode.EMPTY_START).refusing(MllpCode.EMPTY_START))
                .isEqualTo(strict);
    }

    @Test
    void misuseIsAnException() {
        MllpProfile strict = MllpProfile.mllpStrict();
        assertThatThrownBy(() -> strict.tolerating(MllpCode.MESSAGE_TOO_LONG))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> strict.tolerating(MllpCode.FOREIGN_TLS)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> strict.tolerating(MllpCode.WARNING_LIMIT))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> strict.withLimits(0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> strict.withLimits(1, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> strict.withWarningLimit(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> strict.withTimes(Duration.ofNanos(-1), Duration.ZERO, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
