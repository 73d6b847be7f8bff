// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.exchange;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.facilitator.handler.WouldDeadlockException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("X-21 a wait that could never end throws at once")
class WaitGuardTest {
    private final WaitGuard guard = new WaitGuard();
    private final CompletableFuture<String> source = new CompletableFuture<>();

    private void refusesEveryWait() {
        CompletableFuture<String> stage = guard.stage(source).toCompletableFuture();
        assertThatThrownBy(stage::get).isInstanceOf(WouldDeadlockException.class);
        assertThatThrownBy(() -> stage.get(1, TimeUnit.DAYS)).isInstanceOf(WouldDeadlockException.class);
        assertThatThrownBy(stage::join).isInstanceOf(WouldDeadlockException.class);
        assertThatThrownBy(() -> stage.thenApplyAsync(String::length).join())
                .isInstanceOf(WouldDeadlockException.class);
        assertThatThrownBy(() -> guard.await(source)).isInstanceOf(WouldDeadlockException.class);
        assertThat(source).isNotDone();
    }

    @Test
    void onAThreadThatWorksForTheClient() {
        guard.delivering(this::refusesEveryWait);
    }

    @Test
    void onTheThreadThatReadsTheConnection() {
        guard.receives();

        refusesEveryWait();
    }

    @Test
    void whatIsThereIsNoWait() {
        source.complete("there");
        guard.delivering(() ->
                assertThat(guard.stage(source).toCompletableFuture().join()).isEqualTo("there"));
    }

    @Test
    void aHandlerMayWaitForAReplyButNotForTheEndOfAllHandlers() {
        guard.handling(() -> {
            var reply = guard.stage(source).toCompletableFuture();
            assertThat(reply.completeOnTimeout("reply", 1, TimeUnit.MILLISECONDS)
                            .join())
                    .isEqualTo("reply");
            var drained = guard.stageBehindHandlers(source).toCompletableFuture();
            assertThatThrownBy(drained::join).isInstanceOf(WouldDeadlockException.class);
        });
    }

    @Test
    void theMarkIsGoneWhenTheWorkIsDone() {
        guard.delivering(() -> guard.delivering(() -> {}));
        var stage = guard.stage(source).toCompletableFuture();

        assertThat(stage.completeOnTimeout("there", 1, TimeUnit.MILLISECONDS).join())
                .isEqualTo("there");
    }

    @Test
    void aCallerWhoCompletesItsStageCompletesNobodyElses() {
        assertThat(guard.stage(source).toCompletableFuture().complete("mine")).isTrue();

        assertThat(source).isNotDone();
        assertThat(guard.stage(source).toCompletableFuture()).isNotDone();
    }
}
