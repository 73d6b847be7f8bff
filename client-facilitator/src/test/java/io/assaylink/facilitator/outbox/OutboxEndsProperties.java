// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

import static io.assaylink.facilitator.outbox.Drafts.get;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.outbox.sqlite.SqliteOutbox;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** However events end, and in whatever order: each is once where it belongs, in every kind of outbox. */
class OutboxEndsProperties {
    private static final OutboxOptions OPTIONS =
            OutboxOptions.defaults().withLowDiskBytes(0).withRetention(OutboxOptions.Retention.none());

    enum Kind {
        APPEND,
        MESSAGE,
        LATEST,
        ACKNOWLEDGE,
        REMOVE,
        BURY,
        REQUEUE,
        DISCARD,
        RENEW,
        REOPEN
    }

    /** {@code at} is taken as a share of what is there, in percent. */
    record Step(Kind kind, int at) {}

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class), Arbitraries.integers().between(0, 100))
                .as(Step::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(40);
    }

    /** What an outbox is to hold. */
    private static final class Model {
        final TreeMap<Long, Integer> live = new TreeMap<>();
        final TreeMap<Long, Integer> letters = new TreeMap<>();
        final Map<String, Long> latest = new HashMap<>();
        long base;
        long last;
        long acknowledged;
        int drafts;

        Draft next() {
            live.put(++last, ++drafts);
            return Drafts.of(drafts);
        }

        void forget(long sequence) {
            live.remove(sequence);
            latest.values().removeIf(at -> at == sequence);
        }
    }

    @Property(tries = 60)
    @Label("F17 F18 Q12 every end of an event agrees with a model: durable outbox")
    void durable(@ForAll("steps") List<Step> steps) throws Exception {
        Path directory = Files.createTempDirectory("outbox");
        Model model = new Model();
        Outbox outbox = SqliteOutbox.open(directory, OPTIONS);
        try {
            for (Step step : steps) {
                if (step.kind() == Kind.REOPEN) {
                    outbox.close();
                    outbox = SqliteOutbox.open(directory, OPTIONS);
                }
                step(outbox, model, step);
            }
        } finally {
            outbox.close();
            delete(directory);
        }
    }

    @Property(tries = 200)
    @Label("F17 F18 every end of an event agrees with a model: volatile outbox")
    void inMemory(@ForAll("steps") List<Step> steps) {
        Model model = new Model();
        try (Outbox outbox = new VolatileOutbox(OPTIONS)) {
            steps.forEach(step -> step(outbox, model, step));
        }
    }

    private static void step(Outbox outbox, Model model, Step step) {
        long chosen = model.last * step.at() / 100;
        List<Long> letters = new ArrayList<>(model.letters.keySet());
        long letter = letters.isEmpty() ? 1_000_000 : letters.get((letters.size() - 1) * step.at() / 100);
        switch (step.kind()) {
            case APPEND ->
                assertThat(get(outbox.append(model.next())).sequence()).isEqualTo(model.last);
            case MESSAGE ->
                assertThat(get(outbox.append(List.of(model.next(), model.next()))))
                        .extracting(Stored::sequence)
                        .containsExactly(model.last - 1, model.last);
            case LATEST -> {
                String key = "key" + step.at() % 3;
                Long before = model.latest.get(key);
                if (before != null) {
                    model.forget(before);
                }
                Stored stored = get(outbox.append(model.next().withLatest(key)));
                model.latest.put(key, model.last);
                assertThat(stored.replaced())
                        .isEqualTo(before == null ? OptionalLong.empty() : OptionalLong.of(before));
            }
            case ACKNOWLEDGE -> {
                get(outbox.acknowledge(chosen));
                model.acknowledged = Math.max(model.acknowledged, chosen);
                List.copyOf(model.live.headMap(chosen, true).keySet()).forEach(model::forget);
            }
            case REMOVE -> {
                assertThat(get(outbox.remove(chosen, "revoked"))).isEqualTo(model.live.containsKey(chosen));
                model.forget(chosen);
            }
            case BURY -> {
                get(outbox.deadLetter(chosen, "schema.invalid", ""));
                Integer event = model.live.get(chosen);
                if (event != null) {
                    model.letters.put(chosen + model.base, event);
                    model.forget(chosen);
                }
            }
            case REQUEUE -> {
                Integer event = model.letters.remove(letter);
                if (event != null) {
                    assertThat(get(outbox.requeue(letter)).sequence()).isEqualTo(++model.last);
                    model.live.put(model.last, event);
                }
            }
            case DISCARD -> assertThat(get(outbox.discard(letter))).isEqualTo(model.letters.remove(letter) != null);
            case RENEW -> renew(outbox, model);
            case REOPEN -> {}
        }
        agrees(outbox, model);
    }

    private static void renew(Outbox outbox, Model model) {
        String before = outbox.id();
        long fell = model.acknowledged;
        assertThat(get(outbox.renew())).isEqualTo(fell);
        assertThat(outbox.id()).isNotEqualTo(before);
        TreeMap<Long, Integer> moved = new TreeMap<>();
        model.live.forEach((sequence, event) -> moved.put(sequence - fell, event));
        model.live.clear();
        model.live.putAll(moved);
        model.latest.replaceAll((key, sequence) -> sequence - fell);
        model.base += fell;
        model.last -= fell;
        model.acknowledged = 0;
    }

    private static void agrees(Outbox outbox, Model model) {
        assertThat(outbox.last()).isEqualTo(model.last);
        assertThat(outbox.acknowledged()).isEqualTo(model.acknowledged);
        Map<Long, Integer> held = new TreeMap<>();
        for (Stored stored : get(outbox.read(0, 10_000, 1 << 24))) {
            held.put(stored.sequence(), number(stored));
        }
        assertThat(held).isEqualTo(model.live);
        Map<Long, Integer> letters = new TreeMap<>();
        for (DeadLetter letter : get(outbox.deadLetters(0, 10_000))) {
            letters.put(letter.number(), number(letter.event()));
        }
        assertThat(letters).isEqualTo(model.letters);
        OutboxDepth depth = outbox.depth();
        assertThat(depth.events()).isEqualTo(model.live.size());
        assertThat(depth.deadLetters()).isEqualTo(model.letters.size());
        assertThat(depth.bytes())
                .isEqualTo(model.live.values().stream()
                        .mapToLong(event -> Drafts.of(event).data().length)
                        .sum());
    }

    /** Which draft it was made of, byte for byte. */
    private static int number(Stored stored) {
        int number = (int) (stored.acceptedAt().getEpochSecond() - Drafts.ACCEPTED.getEpochSecond());
        assertThat(Drafts.same(stored, Drafts.of(number))).isTrue();
        return number;
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
