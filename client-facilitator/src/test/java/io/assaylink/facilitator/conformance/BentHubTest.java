// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import static io.assaylink.facilitator.conformance.TestHub.OPTIONS;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.conformance.CheckResult.Verdict;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import io.assaylink.facilitator.envelope.Problem;
import io.assaylink.facilitator.hub.DevelopmentHub;
import io.assaylink.facilitator.hub.HubOptions;
import io.assaylink.facilitator.hub.Misbehaviour;
import io.assaylink.facilitator.hub.StoredEvent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A check that cannot fail is worth nothing: for each of them, a hub that is bent in this one way fails this one. */
@Timeout(120)
class BentHubTest {
    private static final int AT_A_TIME = 12;

    /** What is wrong with a hub. */
    private interface Bend {
        void apply(TestHub hub) throws Exception;
    }

    private static final Map<HubCheck, HubOptions> OTHER_OPTIONS = new EnumMap<>(Map.of(
            HubCheck.CREDENTIALS, open(),
            HubCheck.WINDOW, OPTIONS.withMaxInFlight(45),
            HubCheck.QUIET, OPTIONS.withHeartbeat(TestHub.HEARTBEAT),
            HubCheck.LARGE, OPTIONS.withMaxFrameBytes(50 << 10),
            HubCheck.TOO_LARGE, OPTIONS.withMaxFrameBytes(128 << 10)));

    @TempDir
    static Path directory;

    private static final Map<HubCheck, Future<ConformanceReport>> REPORTS = new EnumMap<>(HubCheck.class);
    private static final ExecutorService THREADS = Executors.newFixedThreadPool(AT_A_TIME);

    /** The runs mostly wait, so they run beside each other. */
    @BeforeAll
    static void runAll() {
        for (HubCheck check : HubCheck.values()) {
            REPORTS.put(check, THREADS.submit(() -> {
                Path store = Files.createTempDirectory(directory, "bent").resolve("hub.db");
                try (TestHub hub = new TestHub(OTHER_OPTIONS.getOrDefault(check, OPTIONS), store)) {
                    bend(check).apply(hub);
                    return hub.run();
                }
            }));
        }
    }

    @AfterAll
    static void end() {
        THREADS.shutdownNow();
    }

    @ParameterizedTest
    @EnumSource
    void failsThisCheckAndNoOther(HubCheck check) throws Exception {
        ConformanceReport report = Objects.requireNonNull(REPORTS.get(check)).get(100, TimeUnit.SECONDS);

        assertThat(report.results())
                .as(report.text())
                .filteredOn(result -> result.verdict() == Verdict.FAILED)
                .extracting(CheckResult::check)
                .containsExactly(check);
    }

    private static HubOptions open() {
        return HubOptions.defaults()
                .withHeartbeat(OPTIONS.heartbeat())
                .withMaxInFlight(OPTIONS.maxInFlight())
                .withMaxFrameBytes(OPTIONS.maxFrameBytes());
    }

    private static Bend bend(HubCheck check) {
        return switch (check) {
            case WELCOME -> out("\"acked\":\"\\d{19}\"", "\"acked\":\"0000000000000000001\"");
            case PING -> out("\\{\"kind\":\"pong\".*", "");
            case EVENT_ACK -> bent -> bent.hub.misbehaviour().claimBeyond(1);
            case HELLO_FIRST -> BentHubTest::eventsOpenSessions;
            case HELLO_VERSION -> in("\"protocol\":99", "\"protocol\":1");
            case CREDENTIALS -> bent -> {};
            case WINDOW ->
                bent -> {
                    bent.hub.misbehaviour().delayAcks(Duration.ofMillis(200));
                    out("\"maxInFlight\":45", "\"maxInFlight\":64").apply(bent);
                };
            case DUPLICATE -> BentHubTest::duplicatesAreRefused;
            case GAP -> BentHubTest::gapsAreFilled;
            case SKIP -> in("\\{\"kind\":\"skip\",\"sequence\":\"\\d{19}\".*", "");
            case SOURCE -> BentHubTest::sourcesAreMixed;
            case POISON -> BentHubTest::poisonBlocks;
            case LATER ->
                bent -> bent.hub
                        .misbehaviour()
                        .tamperWithOutgoing(frame -> text(frame).contains("\"retryable\":true")
                                ? List.of(frame, EnvelopeWriter.ack(3))
                                : List.of(frame));
            case RESUME -> out("\"acked\":\"0000000000000000005\"", "\"acked\":\"0000000000000000004\"");
            case CUT -> BentHubTest::resumesTooFar;
            case RESTART -> BentHubTest::forgets;
            case REPLACED -> BentHubTest::nobodyIsReplaced;
            case TWO_CLIENTS -> BentHubTest::onlyOneClient;
            case QUIET -> BentHubTest::quietIsDead;
            case SILENT -> out("\"heartbeatMs\":60000", "\"heartbeatMs\":400");
            case UNKNOWN_FIELD -> bent -> endsAt(bent.hub.misbehaviour(), text -> text.contains("\"later\""));
            case UNKNOWN_KIND -> in("\\{\"kind\":\"lease\".*", "");
            case BAD_FRAME -> bent -> endsAt(bent.hub.misbehaviour(), text -> text.equals("[]"));
            case DUPLICATE_KEY -> in("\"id\":\"the-other-id\",", "");
            case NESTING -> in("\"deep\":\\[[\\[\\]]*\\],", "");
            case TOO_MANY_BAD -> in("nonsense", "");
            case LARGE, TOO_LARGE -> out("\"maxFrameBytes\":\\d+", "\"maxFrameBytes\":65536");
            case REQUEST ->
                bent -> bent.hub
                        .misbehaviour()
                        .tamperWithOutgoing(frame ->
                                text(frame).contains("\"kind\":\"reply\"") ? List.of(frame, frame) : List.of(frame));
            case REQUEST_UNKNOWN ->
                bent -> bent.hub.on("io.assaylink.conformance.unknown.v1", request -> new byte[] {'1'});
            case REQUEST_EXPIRED -> in("\"expirytime\":\"20", "\"expirytime\":\"29");
            case STRAY_REPLY -> bent -> endsAt(bent.hub.misbehaviour(), text -> text.contains("nobody-asked"));
            case HUB_REQUEST -> out("\"expirytime\":\"[^\"]*\",", "");
            case HUB_EVENT -> BentHubTest::sentOnlyOnce;
        };
    }

    // ---- ways to bend

    private static String text(byte[] frame) {
        return new String(frame, UTF_8);
    }

    /** What matches is replaced in each frame; a frame that is then empty and was not before is dropped. */
    private static Function<byte[], List<byte[]>> replacing(String pattern, String by) {
        Pattern compiled = Pattern.compile(pattern, Pattern.DOTALL);
        return frame -> {
            Matcher matcher = compiled.matcher(text(frame));
            if (!matcher.find()) {
                return List.of(frame);
            }
            String changed = matcher.replaceAll(by);
            return changed.isEmpty() ? List.of() : List.of(changed.getBytes(UTF_8));
        };
    }

    private static Bend in(String pattern, String by) {
        return bent -> bent.hub.misbehaviour().tamperWithIncoming(replacing(pattern, by));
    }

    private static Bend out(String pattern, String by) {
        return bent -> bent.hub.misbehaviour().tamperWithOutgoing(replacing(pattern, by));
    }

    /** Ends the session at such a frame, as a hub does that bears no bad frame. */
    private static void endsAt(Misbehaviour misbehaviour, Predicate<String> unbearable) {
        byte[] bad = "nonsense".getBytes(UTF_8);
        misbehaviour.tamperWithIncoming(
                frame -> unbearable.test(text(frame)) ? Collections.nCopies(12, bad) : List.of(frame));
    }

    private static String field(String frame, String name) {
        Matcher matcher = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(frame);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static String clientOf(String hello) {
        Matcher matcher = Pattern.compile("\"client\":\\{\"id\":\"([^\"]*)\"").matcher(hello);
        return matcher.find() ? matcher.group(1) : "";
    }

    private static boolean isHello(String frame) {
        return frame.startsWith("{\"kind\":\"hello\"");
    }

    private static boolean isEvent(String frame) {
        return frame.contains("\"kind\":\"event\"") && frame.contains("\"data\":");
    }

    /** Sources that said hello. */
    private static Set<String> helloed(String frame, Set<String> sources) {
        if (isHello(frame)) {
            sources.add(field(frame, "outbox"));
        }
        return sources;
    }

    private static void eventsOpenSessions(TestHub bent) {
        Set<String> sources = ConcurrentHashMap.newKeySet();
        bent.hub.misbehaviour().tamperWithIncoming(frame -> {
            String text = text(frame);
            String source = field(text, "source");
            boolean early = !helloed(text, sources).contains(source) && isEvent(text);
            String hello = "{\"kind\":\"hello\",\"protocol\":1,\"client\":{\"id\":\"early\"},\"outbox\":\"" + source
                    + "\",\"next\":\"0000000000000000001\"}";
            return early ? List.of(hello.getBytes(UTF_8), frame) : List.of(frame);
        });
    }

    private static void duplicatesAreRefused(TestHub bent) {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        bent.hub.misbehaviour().tamperWithIncoming(frame -> {
            String text = text(frame);
            if (isHello(text)) {
                seen.clear();
            }
            boolean again = isEvent(text)
                    && field(text, "type").equals(TestHub.RUN.eventType())
                    && !text.contains("the-other-id")
                    && !text.contains("deep")
                    && field(text, "sequence").compareTo("0000000000000000002") > 0
                    && !seen.add(field(text, "source") + field(text, "sequence"));
            String refused = "{\"kind\":\"lease\",\"sequence\":\"" + field(text, "sequence") + "\"}";
            // what was refused for now comes again, and may
            return again && !bent.isDelayed(field(text, "source")) ? List.of(refused.getBytes(UTF_8)) : List.of(frame);
        });
    }

    private static void gapsAreFilled(TestHub bent) {
        Map<String, Long> last = new ConcurrentHashMap<>();
        bent.hub.misbehaviour().tamperWithIncoming(frame -> {
            String text = text(frame);
            String source = field(text, "source");
            String sequence = field(text, "sequence");
            if (!isEvent(text) || sequence.length() != 19) {
                return List.of(frame);
            }
            long at = Long.parseLong(sequence);
            long before = last.getOrDefault(source, 0L);
            last.merge(source, at, Math::max);
            List<byte[]> frames = new ArrayList<>();
            for (long missing = before + 1; missing < at && before > 0; missing++) {
                frames.add(EnvelopeWriter.skip(missing, "invented"));
            }
            frames.add(frame);
            return frames;
        });
    }

    private static void sourcesAreMixed(TestHub bent) {
        Set<String> sources = ConcurrentHashMap.newKeySet();
        bent.hub.misbehaviour().tamperWithIncoming(frame -> {
            String text = text(frame);
            String source = field(text, "source");
            boolean early = !helloed(text, sources).contains(source) && source.endsWith("-other");
            return early ? List.of(text.replace("-other", "").getBytes(UTF_8)) : List.of(frame);
        });
    }

    private static void poisonBlocks(TestHub bent) {
        Set<String> poisoned = ConcurrentHashMap.newKeySet();
        bent.hub.refuse((StoredEvent event) -> {
            if (poisoned.contains(event.source())) {
                return Optional.of(Problem.of("internal", "wedged", true));
            }
            if (event.type().equals(TestHub.RUN.poisonType())) {
                poisoned.add(event.source());
            }
            return bent.refusal(event);
        });
    }

    private static void resumesTooFar(TestHub bent) {
        AtomicBoolean resuming = new AtomicBoolean();
        bent.hub.misbehaviour().tamperWithIncoming(frame -> {
            resuming.set(isHello(text(frame)) && field(text(frame), "next").endsWith("00041"));
            return List.of(frame);
        });
        bent.hub
                .misbehaviour()
                .tamperWithOutgoing(frame -> resuming.get()
                        ? replacing("\"acked\":\"\\d{19}\"", "\"acked\":\"0000000000000000041\"")
                                .apply(frame)
                        : List.of(frame));
    }

    private static void forgets(TestHub bent) {
        bent.beforeStart(() -> {
            List<String> sources = bent.hub.events(0, 100_000).stream()
                    .map(StoredEvent::source)
                    .distinct()
                    .toList();
            for (String source : sources) {
                bent.hub.lose(source, 3);
            }
        });
    }

    private static void nobodyIsReplaced(TestHub bent) {
        Set<String> seen = ConcurrentHashMap.newKeySet();
        AtomicInteger others = new AtomicInteger();
        bent.hub.misbehaviour().tamperWithIncoming(frame -> {
            String text = text(frame);
            String client = clientOf(text);
            boolean second = isHello(text)
                    && !bent.addressed.contains(client)
                    && field(text, "next").endsWith("0001")
                    && !seen.add(client);
            return second
                    ? List.of(text.replace("\"id\":\"" + client, "\"id\":\"other" + others.incrementAndGet())
                            .getBytes(UTF_8))
                    : List.of(frame);
        });
    }

    private static void onlyOneClient(TestHub bent) {
        DevelopmentHub hub = bent.hub;
        hub.misbehaviour().tamperWithIncoming(frame -> {
            String text = text(frame);
            if (isHello(text)) {
                hub.clients().stream()
                        .filter(client -> !client.equals(clientOf(text)))
                        .forEach(client -> hub.disconnect(client, 4409, "only one"));
            }
            return List.of(frame);
        });
    }

    private static void quietIsDead(TestHub bent) {
        AtomicInteger frames = new AtomicInteger();
        bent.hub.misbehaviour().tamperWithIncoming(frame -> {
            int count = frames.incrementAndGet();
            if (isHello(text(frame))) {
                CompletableFuture.delayedExecutor(TestHub.HEARTBEAT.toMillis() * 3, TimeUnit.MILLISECONDS)
                        .execute(() -> {
                            if (frames.get() == count) {
                                bent.hub.disconnect(clientOf(text(frame)), 4408, "quiet");
                            }
                        });
            }
            return List.of(frame);
        });
    }

    private static void sentOnlyOnce(TestHub bent) {
        Set<String> sent = ConcurrentHashMap.newKeySet();
        bent.hub.misbehaviour().tamperWithOutgoing(frame -> {
            String text = text(frame);
            return isEvent(text) && !sent.add(field(text, "source") + field(text, "sequence"))
                    ? List.of()
                    : List.of(frame);
        });
    }
}
