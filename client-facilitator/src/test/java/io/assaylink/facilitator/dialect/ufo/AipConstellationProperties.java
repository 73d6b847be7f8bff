// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.exchange.Ask;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for a constellation after any history of server, network, callers and time. */
class AipConstellationProperties {

    @Property(tries = 500)
    @Label("each task and each question has exactly one outcome, a reply is its own, and the table ends empty")
    void anyHistory(@ForAll @Size(max = 120) List<@IntRange(min = 0, max = 9_999) Integer> history) {
        VirtualAip<AipConstellation> it = VirtualAip.constellation().start();
        List<Ask> asked = new ArrayList<>();
        for (int step : history) {
            step(it, asked, step % 10, step / 10);
        }
        it.session.close("closed");
        it.perform();

        assertThat(it.session.dialect().pendingRequests()).isZero();
        assertThat(it.outcomes).hasSize(asked.size());
        for (Ask ask : asked) {
            Outcome outcome = it.only(ask);
            if (outcome instanceof Outcome.Reply reply) {
                assertThat(reply.type()).isEqualTo(ask.request().type());
                assertThat(new String(reply.data(), StandardCharsets.UTF_8)).contains("\"" + ask.id() + "\"");
            }
        }
    }

    private static void step(VirtualAip<AipConstellation> it, List<Ask> asked, int kind, int value) {
        Ask any = asked.isEmpty() ? null : asked.get(value % asked.size());
        switch (kind) {
            case 0 -> it.frame(VirtualAip.REGISTERED);
            case 1 -> asked.add(VirtualAip.ask(it, AipConstellation.TASK, Duration.ofSeconds(1 + value % 60)));
            case 2 -> asked.add(VirtualAip.ask(it, AipConstellation.INFO, Duration.ofSeconds(1 + value % 20)));
            case 3 -> {
                if (any != null) {
                    it.frame(AipConstellationTest.end(any, value % 2 == 0 ? "completed" : "failed"));
                }
            }
            case 4 -> {
                if (any != null) {
                    it.frame(AipConstellationTest.info(any));
                }
            }
            case 5 -> it.frame("{\"type\":\"error\",\"status\":\"error\",\"error\":\"x\"}");
            case 6 -> it.lost();
            case 7 -> it.pass(Duration.ofMillis(value * 40L));
            case 8 -> {
                if (any != null) {
                    it.session.dialect().cancel(any);
                    it.perform();
                }
            }
            default -> it.frame(value % 2 == 0 ? "{" : "{\"type\":\"nonsense\"}");
        }
    }
}
