// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox.sqlite;

import static io.assaylink.facilitator.outbox.Drafts.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.outbox.Draft;
import io.assaylink.facilitator.outbox.Drafts;
import io.assaylink.facilitator.outbox.Outbox;
import io.assaylink.facilitator.outbox.OutboxDepth;
import io.assaylink.facilitator.outbox.OutboxOptions;
import io.assaylink.facilitator.outbox.Stored;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The store against a list in memory, for every order of calls. */
class SqliteOutboxProperties {
    enum Kind {
        APPEND,
        READ,
        ACKNOWLEDGE,
        DEAD_LETTER,
        REOPEN
    }

    /** {@code at} is taken as a share of what is there, in percent. */
    record Step(Kind kind, int count, int at) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        Arbitrary<Kind> kind = Arbitraries.frequency(
                net.jqwik.api.Tuple.of(6, Kind.APPEND),
                net.jqwik.api.Tuple.of(3, Kind.READ),
                net.jqwik.api.Tuple.of(2, Kind.ACKNOWLEDGE),
                net.jqwik.api.Tuple.of(2, Kind.DEAD_LETTER),
                net.jqwik.api.Tuple.of(1, Kind.REOPEN));
        return Combinators.combine(
                        kind,
                        Arbitraries.integers().between(1, 20),
                        Arbitraries.integers().between(0, 100))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }

    @Property(tries = 60)
    @Label("Q12 append, read, acknowledge, dead letter and reopen in any order agree with a list in memory")
    void agreesWithAListInMemory(@ForAll("steps") List<Step> steps) throws Exception {
        Path directory = Files.createTempDirectory("outbox");
        OutboxOptions options =
                OutboxOptions.defaults().withLowDiskBytes(0).withRetention(OutboxOptions.Retention.none());
        TreeMap<Long, Draft> live = new TreeMap<>();
        long last = 0;
        long acknowledged = 0;
        long dead = 0;
        Outbox outbox = SqliteOutbox.open(directory, options);
        String id = outbox.id();
        try {
            for (Step step : steps) {
                long chosen = last * step.at() / 100;
                switch (step.kind()) {
                    case APPEND -> {
                        List<CompletionStage<Stored>> stages = new ArrayList<>();
                        for (int i = 0; i < step.count(); i++) {
                            Draft draft = Drafts.of((int) ++last);
                            live.put(last, draft);
                            stages.add(outbox.append(draft));
                        }
                        stages.forEach(Drafts::get);
                    }
                    case READ -> {
                        List<Stored> read = get(outbox.read(chosen, step.count(), 1 << 20));
                        List<Long> expected = live.tailMap(chosen, false).keySet().stream()
                                .limit(step.count())
                                .toList();
                        assertThat(read).extracting(Stored::sequence).isEqualTo(expected);
                        read.forEach(stored -> assertThat(
                                        Drafts.same(stored, Objects.requireNonNull(live.get(stored.sequence()))))
                                .isTrue());
                    }
                    case ACKNOWLEDGE -> {
                        get(outbox.acknowledge(chosen));
                        acknowledged = Math.max(acknowledged, chosen);
                        live.headMap(acknowledged, true).clear();
                    }
                    case DEAD_LETTER -> {
                        get(outbox.deadLetter(chosen, "schema.invalid", "no"));
                        dead += live.remove(chosen) == null ? 0 : 1;
                    }
                    case REOPEN -> {
                        outbox.close();
                        outbox = SqliteOutbox.open(directory, options);
                    }
                }
                assertThat(outbox.id()).isEqualTo(id);
                assertThat(outbox.last()).isEqualTo(last);
                assertThat(outbox.acknowledged()).isEqualTo(acknowledged);
                OutboxDepth depth = outbox.depth();
                assertThat(depth.events()).isEqualTo(live.size());
                assertThat(depth.bytes())
                        .isEqualTo(live.values().stream()
                                .mapToLong(draft -> draft.data().length)
                                .sum());
                assertThat(depth.deadLetters()).isEqualTo(dead);
                assertThat(depth.oldest().isPresent()).isEqualTo(!live.isEmpty());
            }
        } finally {
            outbox.close();
            delete(directory);
        }
    }

    private static void delete(Path directory) throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.delete(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
