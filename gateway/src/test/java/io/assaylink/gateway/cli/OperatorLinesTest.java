// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Alarm;
import io.assaylink.facilitator.Phase;
import io.assaylink.facilitator.StateChange;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said of the hub, and how often. */
class OperatorLinesTest {
    private final StringWriter err = new StringWriter();
    private final OperatorLines lines = new OperatorLines(new PrintWriter(err), "wss://hub");

    private List<String> said() {
        return err.toString().lines().toList();
    }

    private void attempt(Phase to, String reason, long epoch, Optional<Duration> retryIn) {
        lines.hub(new StateChange(Phase.BACKING_OFF, Phase.CONNECTING, "next attempt", epoch, Optional.empty()));
        lines.hub(new StateChange(Phase.CONNECTING, to, reason, epoch, retryIn));
    }

    private void ready(long epoch) {
        lines.hub(new StateChange(Phase.HANDSHAKING, Phase.READY, "welcome", epoch, Optional.empty()));
    }

    @Test
    @DisplayName("an upgrade that is refused again and again: one line for each status, with the time of the next try")
    void eachReasonOnce() {
        for (int epoch = 1; epoch <= 50; epoch++) {
            attempt(Phase.BACKING_OFF, "http 503", epoch, Optional.of(Duration.ofMinutes(2)));
        }
        attempt(Phase.BACKING_OFF, "http 404", 51, Optional.of(Duration.ofSeconds(90)));
        attempt(Phase.SUSPENDED, "http 403", 52, Optional.of(Duration.ofMinutes(5)));

        assertThat(said()).hasSize(3);
        assertThat(said().get(0)).contains("not reachable (http 503)", "next try is in 120 s");
        assertThat(said().get(1)).contains("not reachable (http 404)", "next try is in 90 s");
        assertThat(said().get(2)).contains("does not want us (http 403)", "next try is in 300 s");
    }

    @Test
    void aNewFailureAfterASessionIsSaidAgain() {
        attempt(Phase.BACKING_OFF, "http 503", 1, Optional.of(Duration.ofSeconds(1)));
        ready(2);
        attempt(Phase.BACKING_OFF, "http 503", 3, Optional.of(Duration.ofSeconds(1)));

        assertThat(said()).hasSize(3);
        assertThat(said().get(1)).contains("is connected");
    }

    @Test
    void alarmsOfTheLinkAreSaidOnceAndAllOthersEachTime() {
        for (int epoch = 1; epoch <= 50; epoch++) {
            lines.alarm(new Alarm("hub.misconfigured", epoch, epoch));
            lines.alarm(new Alarm("event.dead-letter", epoch, epoch));
        }

        assertThat(said()).hasSize(51);
        assertThat(said())
                .filteredOn(line -> line.contains("hub.misconfigured"))
                .hasSize(1);
    }

    @Test
    void reasonsWithoutEndAreBounded() {
        for (int epoch = 1; epoch <= 1000; epoch++) {
            attempt(Phase.BACKING_OFF, "reason " + epoch, epoch, Optional.of(Duration.ofSeconds(1)));
        }

        assertThat(said()).hasSize(32);
    }

    @Test
    void whoGaveUpSaysSo() {
        attempt(Phase.SUSPENDED, "connection refused", 1, Optional.empty());

        assertThat(said()).singleElement().asString().contains("nobody tries again");
    }
}
