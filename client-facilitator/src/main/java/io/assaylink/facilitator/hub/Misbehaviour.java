// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.envelope.Problem;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

/**
 * What the hub is told to do wrong, for tests of clients. Thread-safe; survives a kill of the hub.
 *
 * <table>
 *   <caption>How a hub of each fault is made</caption>
 *   <tr><th>fault</th><th>with</th></tr>
 *   <tr><td>F1 F2 F4 answers twice, unknown, reordered</td><td>{@link #tamperWithOutgoing}, {@link DevelopmentHub#say}</td></tr>
 *   <tr><td>F3 F6 F8 answers late or never</td><td>a handler that waits ({@link DevelopmentHub#on})</td></tr>
 *   <tr><td>F9 frames that are none</td><td>{@link DevelopmentHub#say}</td></tr>
 *   <tr><td>F10 credentials refused</td><td>{@link #refuseUpgrades}, {@link #endHellos} with 4401 or 4403, {@link
 *       DevelopmentHub#disconnect}</td></tr>
 *   <tr><td>F11 F13 away</td><td>{@link DevelopmentHub#kill}, {@link DevelopmentHub#stop}</td></tr>
 *   <tr><td>F12 takes and closes at once</td><td>{@link #endHellos}</td></tr>
 *   <tr><td>F14 replaced</td><td>a second client of the same id</td></tr>
 *   <tr><td>F15 acknowledges what never came, or old news</td><td>{@link #claimBeyond}, {@link #welcomeBeyond}</td></tr>
 *   <tr><td>F16 lost its data</td><td>{@link DevelopmentHub#lose}</td></tr>
 *   <tr><td>F17 knows more than the client</td><td>{@link #welcomeBeyond}</td></tr>
 *   <tr><td>F18 refuses</td><td>{@link #refuse}, {@link DevelopmentHub#refuse}</td></tr>
 *   <tr><td>F19 is slow</td><td>{@link #delayAcks}, {@link #withholdAcks}</td></tr>
 *   <tr><td>F20 does not close, and every fault of the network</td><td>{@code io.assaylink.transport.fault}</td></tr>
 *   <tr><td>F21 takes small frames only</td><td>{@link HubOptions#withMaxFrameBytes}</td></tr>
 * </table>
 */
public final class Misbehaviour {
    private static final Function<byte[], List<byte[]>> HONEST = List::of;

    private record Refusal(Problem problem, int times) {}

    private record Code(int code, Duration retryAfter) {}

    private final Map<Long, Refusal> refusals = new ConcurrentHashMap<>();
    private final ArrayDeque<Code> upgrades = new ArrayDeque<>(); // guarded by itself
    private final ArrayDeque<Code> hellos = new ArrayDeque<>(); // guarded by itself
    private volatile boolean withholding;
    private volatile Duration ackDelay = Duration.ZERO;
    private volatile long claimed;
    private volatile long welcomed;
    private volatile Function<byte[], List<byte[]>> outgoing = HONEST;
    private volatile Function<byte[], List<byte[]>> incoming = HONEST;

    Misbehaviour() {}

    /** Refuses the event of this sequence, whoever sends it, so many times. */
    public void refuse(long sequence, Problem problem, int times) {
        refusals.put(sequence, new Refusal(problem, times));
    }

    /** Stores events and says nothing, until it is told otherwise. */
    public void withholdAcks(boolean value) {
        withholding = value;
    }

    /** Acknowledges so long after the event was stored; zero: at once. */
    public void delayAcks(Duration value) {
        ackDelay = value;
    }

    /** Adds this to every acknowledgement that is sent: claims what never came (above 0), or says old news (below 0). */
    public void claimBeyond(long value) {
        claimed = value;
    }

    /** Adds this to {@code acked} of every welcome. */
    public void welcomeBeyond(long value) {
        welcomed = value;
    }

    /** Refuses so many upgrades with this HTTP status; WebSocket only. */
    public void refuseUpgrades(int status, Duration retryAfter, int times) {
        add(upgrades, new Code(status, retryAfter), times);
    }

    /**
     * Ends so many sessions in place of a welcome.
     *
     * @param code the close code, as 4401, 4403 or 1012; 0 closes at once with 1000
     */
    public void endHellos(int code, int times) {
        add(hellos, new Code(code, Duration.ZERO), times);
    }

    /** Every frame of the hub passes here: none, one or several leave in its place. Called on threads of the hub. */
    public void tamperWithOutgoing(Function<byte[], List<byte[]>> value) {
        outgoing = value;
    }

    /** Every frame that came passes here before the hub reads it. Called on threads of the hub. */
    public void tamperWithIncoming(Function<byte[], List<byte[]>> value) {
        incoming = value;
    }

    private static void add(ArrayDeque<Code> to, Code code, int times) {
        synchronized (to) {
            for (int i = 0; i < times; i++) {
                to.add(code);
            }
        }
    }

    boolean withholdsAcks() {
        return withholding;
    }

    Duration ackDelay() {
        return ackDelay;
    }

    long claim() {
        return claimed;
    }

    long welcome() {
        return welcomed;
    }

    List<byte[]> outgoing(byte[] frame) {
        return outgoing.apply(frame);
    }

    List<byte[]> incoming(byte[] frame) {
        return incoming.apply(frame);
    }

    /** The status and the wait that the next upgrade is refused with. */
    Optional<Map.Entry<Integer, Duration>> upgrade() {
        synchronized (upgrades) {
            return Optional.ofNullable(upgrades.poll()).map(code -> Map.entry(code.code(), code.retryAfter()));
        }
    }

    OptionalInt hello() {
        synchronized (hellos) {
            Code code = hellos.poll();
            return code == null ? OptionalInt.empty() : OptionalInt.of(code.code());
        }
    }

    Optional<Problem> refusal(long sequence) {
        Refusal refusal = refusals.get(sequence);
        if (refusal == null) {
            return Optional.empty();
        }
        if (refusal.times() <= 1) {
            refusals.remove(sequence);
        } else {
            refusals.put(sequence, new Refusal(refusal.problem(), refusal.times() - 1));
        }
        return Optional.of(refusal.problem());
    }
}
