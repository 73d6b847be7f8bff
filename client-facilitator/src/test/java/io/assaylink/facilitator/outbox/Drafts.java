// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Events for tests, made of a number alone, so that what comes back can be told right from wrong. */
public final class Drafts {
    public static final Instant ACCEPTED = Instant.parse("2026-11-20T13:32:05.412345678Z");

    private Drafts() {}

    public static Draft of(int n) {
        return of("chem-" + n % 3, n, 20 + n * 37 % 400);
    }

    public static Draft of(String subject, int n, int padding) {
        String data = "{\"n\":" + n + ",\"pad\":\"" + "x".repeat(padding) + "\"}";
        return new Draft(
                "io.assaylink.result.v1",
                subject,
                ACCEPTED.plusSeconds(n),
                data.getBytes(UTF_8),
                ("raw" + n).getBytes(UTF_8));
    }

    /** Without raw bytes: its size is that of its data. */
    public static Draft bare(String subject, int n, int padding) {
        Draft whole = of(subject, n, padding);
        return new Draft(whole.type(), subject, whole.acceptedAt(), whole.data(), new byte[0]);
    }

    public static boolean same(Stored stored, Draft draft) {
        return stored.type().equals(draft.type())
                && stored.subject().equals(draft.subject())
                && stored.acceptedAt().equals(draft.acceptedAt())
                && java.util.Arrays.equals(stored.data(), draft.data());
    }

    /** What the stage came to, within 10 s. */
    public static <T> T get(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** The code that the stage failed with. */
    public static OutboxException.Code refusal(CompletionStage<?> stage) {
        try {
            get(stage);
        } catch (CompletionException e) {
            if (e.getCause() instanceof OutboxException refused) {
                return refused.code();
            }
            throw e;
        }
        throw new AssertionError("it was accepted");
    }
}
