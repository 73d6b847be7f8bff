// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.assaylink;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.session.BackOff;
import io.assaylink.facilitator.session.Effect;
import io.assaylink.facilitator.session.PolicyBackOff;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** The part of the protocol that sends events, alone. */
class EventWindowTest {

    @Test
    @DisplayName("an event appended while the outbox is read is not taken for one that the read looked for")
    void anAppendDuringAReadIsNotPassedOver() {
        List<Effect> effects = new ArrayList<>();
        BackOff never = new PolicyBackOff(ClientOptions.defaults("gw").retry(), new Random(1));
        EventWindow window = new EventWindow(
                new Identity("run1", "s", () -> Instant.EPOCH), ClientOptions.defaults("gw"), never, effects::add);
        window.appended(5, 4); // 5 is a dead letter of an earlier run
        window.welcome(1, 4, 64, 1 << 20, 0);
        Effect.Read first = (Effect.Read) effects.get(effects.size() - 1);
        window.appended(6, 4);

        window.loaded(first.read(), List.of(), 0);

        assertThat(effects.get(effects.size() - 1))
                .isEqualTo(new Effect.Read(first.read() + 1, first.after(), first.maxCount(), first.maxBytes()));
    }
}
