// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.Credentials;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.HubTransport;
import io.assaylink.facilitator.conformance.CheckResult.Verdict;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.ws.WebSocketMessage;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Runs the checks against one hub, one after the other, on the caller's thread.
 *
 * <pre>{@code
 * try (HubConformance<?> run = HubConformance.webSocket(uri, Credentials.bearer(() -> token), options, HubAccess.none())) {
 *     System.out.print(run.run().text());
 * }
 * }</pre>
 *
 * @param <M> the transport's message
 */
public final class HubConformance<M> implements AutoCloseable {
    private static final String NO_TOKEN = "assaylink-conformance-wrong";

    private interface Check {
        void run() throws Finding, InterruptedException;
    }

    private final String hub;
    private final Bench<M> bench;
    private final Set<HubCheck> wanted;
    private final SessionChecks<M> session;
    private final EventChecks<M> events;
    private final FrameChecks<M> frames;
    private final RequestChecks<M> requests;
    private final List<Transport<M>> owned;

    private HubConformance(String hub, Bench<M> bench, List<Transport<M>> owned) {
        this.hub = hub;
        this.bench = bench;
        this.wanted = withGroundwork(bench.options().only());
        this.owned = owned;
        this.session = new SessionChecks<>(bench);
        this.events = new EventChecks<>(bench);
        this.frames = new FrameChecks<>(bench);
        this.requests = new RequestChecks<>(bench);
    }

    /** Over WebSocket; the credentials' headers are shown at each upgrade, and wrong ones once where there are any. */
    public static HubConformance<WebSocketMessage> webSocket(
            URI hub, Credentials credentials, ConformanceOptions options, HubAccess access) {
        return webSocket(hub, credentials, options, access, WebSocketOptions.defaults());
    }

    /** The same with own timeouts, trust or event loops; {@code base}'s headers and subprotocol are replaced. */
    public static HubConformance<WebSocketMessage> webSocket(
            URI hub, Credentials credentials, ConformanceOptions options, HubAccess access, WebSocketOptions base) {
        WebSocketOptions socket = base.withSubprotocol(HubTransport.SUBPROTOCOL)
                .withLink(base.link().withLiveness(Duration.ZERO));
        ReceiveLimits limits = limits();
        List<Transport<WebSocketMessage>> owned = new ArrayList<>();
        WebSocketTransport transport = new WebSocketTransport(hub, limits, socket.withHeaders(credentials::headers));
        owned.add(transport);
        Optional<Transport<WebSocketMessage>> wrong = Optional.empty();
        if (!credentials.headers().isEmpty()) {
            Credentials none = Credentials.bearer(() -> NO_TOKEN);
            WebSocketTransport stranger = new WebSocketTransport(hub, limits, socket.withHeaders(none::headers));
            owned.add(stranger);
            wrong = Optional.of(stranger);
        }
        Bench.Blackouts<WebSocketMessage> blackouts = () -> hub.getScheme().equals("ws")
                ? Optional.of(new ProxiedBlackout(hub, limits, socket.withHeaders(credentials::headers)))
                : Optional.empty();
        Bench<WebSocketMessage> bench = new Bench<>(transport, Frames.webSocket(), options, access, wrong, blackouts);
        return new HubConformance<>(transport.name(), bench, owned);
    }

    /** Over any transport, which stays the caller's. It should know no limits but those of the protocol. */
    public static <M> HubConformance<M> over(
            Transport<M> transport, Frames<M> frames, ConformanceOptions options, HubAccess access) {
        Bench<M> bench = new Bench<>(transport, frames, options, access, Optional.empty(), Optional::empty);
        return new HubConformance<>(transport.name(), bench, List.of());
    }

    /** The largest frames a hub may send, and no clock but those of the checks. */
    private static ReceiveLimits limits() {
        return ReceiveLimits.defaults()
                .withMaxMessage(Integer.MAX_VALUE)
                .withStall(Duration.ZERO)
                .withLiveness(Duration.ZERO);
    }

    /** Runs the checks; some seconds with the default options. Once at a time. */
    public ConformanceReport run() throws InterruptedException {
        Instant started = Instant.now();
        Map<HubCheck, Verdict> verdicts = new EnumMap<>(HubCheck.class);
        List<CheckResult> results = new ArrayList<>();
        for (HubCheck check : HubCheck.values()) {
            if (wanted.contains(check)) {
                CheckResult result = run(check, verdicts);
                verdicts.put(check, result.verdict());
                results.add(result);
            }
        }
        return new ConformanceReport(hub, started, bench.reached(), results);
    }

    private CheckResult run(HubCheck check, Map<HubCheck, Verdict> verdicts) throws InterruptedException {
        for (HubCheck needed : check.groundwork()) {
            if (verdicts.get(needed) != Verdict.PASSED) {
                return new CheckResult(check, Verdict.SKIPPED, "needs " + needed.id(), Duration.ZERO);
            }
        }
        long began = System.nanoTime();
        Verdict verdict = Verdict.PASSED;
        String reason = "";
        try {
            method(check).run();
        } catch (Finding finding) {
            verdict = finding.verdict();
            reason = finding.reason();
        }
        return new CheckResult(check, verdict, reason, Duration.ofNanos(System.nanoTime() - began));
    }

    private static Set<HubCheck> withGroundwork(Set<HubCheck> only) {
        Set<HubCheck> all = EnumSet.noneOf(HubCheck.class);
        for (HubCheck check : only) {
            all.add(check);
            all.addAll(withGroundwork(Set.copyOf(check.groundwork())));
        }
        return all;
    }

    private Check method(HubCheck check) {
        return switch (check) {
            case WELCOME -> session::welcome;
            case PING -> session::ping;
            case EVENT_ACK -> events::ack;
            case HELLO_FIRST -> session::helloFirst;
            case HELLO_VERSION -> session::version;
            case CREDENTIALS -> session::credentials;
            case WINDOW -> events::window;
            case DUPLICATE -> events::duplicate;
            case GAP -> events::gap;
            case SKIP -> events::skip;
            case SOURCE -> events::source;
            case POISON -> events::poison;
            case LATER -> events::later;
            case RESUME -> session::resume;
            case CUT -> session::cut;
            case RESTART -> session::restart;
            case REPLACED -> session::replaced;
            case TWO_CLIENTS -> session::twoClients;
            case QUIET -> session::quiet;
            case SILENT -> session::silent;
            case UNKNOWN_FIELD -> frames::unknownField;
            case UNKNOWN_KIND -> frames::unknownKind;
            case BAD_FRAME -> frames::bad;
            case DUPLICATE_KEY -> frames::duplicateKey;
            case NESTING -> frames::nesting;
            case TOO_MANY_BAD -> frames::tooManyBad;
            case LARGE -> frames::large;
            case TOO_LARGE -> frames::tooLarge;
            case REQUEST -> requests::request;
            case REQUEST_UNKNOWN -> requests::unknownType;
            case REQUEST_EXPIRED -> requests::expired;
            case STRAY_REPLY -> requests::stray;
            case HUB_REQUEST -> requests::hubRequest;
            case HUB_EVENT -> requests::hubEvent;
        };
    }

    /** Gives back what {@link #webSocket} made. */
    @Override
    public void close() {
        owned.forEach(Transport::close);
    }
}
