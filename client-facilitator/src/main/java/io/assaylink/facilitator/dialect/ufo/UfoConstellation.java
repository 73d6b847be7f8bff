// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import io.assaylink.facilitator.ClientState;
import io.assaylink.facilitator.Counter;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.PendingReply;
import io.assaylink.facilitator.Request;
import io.assaylink.facilitator.StateChange;
import io.assaylink.facilitator.exchange.Ask;
import io.assaylink.facilitator.session.PolicyBackOff;
import io.assaylink.facilitator.session.Session;
import io.assaylink.facilitator.shell.Handlers;
import io.assaylink.facilitator.shell.SessionShell;
import io.assaylink.facilitator.shell.SessionTimer;
import io.assaylink.transport.Transport;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A constellation of UFO servers' devices (AIP): one connection for each device, each with its own receiver; tasks and
 * questions to any of them at any time.
 *
 * <p>There are at most {@link UfoOptions#maxDevices()} of them, and all of them share one thread for their deadlines.
 *
 * <p>An answer counts only on the connection that was asked: who knows the id of another device's task cannot end it.
 *
 * <p>Thread-safe. Transports belong to the caller and are closed after the constellation.
 */
public final class UfoConstellation implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(UfoConstellation.class);

    private record Device(AipFrames frames, SessionShell<AipConstellation> shell) {}

    private final UfoOptions options;
    private final FacilitatorObserver observer;
    private final String prefix;
    private final AtomicLong numbers = new AtomicLong();
    private final SessionTimer timer;
    private final Map<String, Device> devices = new ConcurrentHashMap<>();
    /** One for each entry of {@code devices}, taken before it is made. */
    private final Semaphore places;

    /** Ids that wait for an answer, on whichever connection. */
    private final Set<String> open = ConcurrentHashMap.newKeySet();

    private final CopyOnWriteArrayList<BiConsumer<String, StateChange>> listeners = new CopyOnWriteArrayList<>();
    private volatile boolean closed;

    private UfoConstellation(UfoOptions options, FacilitatorObserver observer) {
        this.options = options;
        this.observer = observer;
        this.timer = new SessionTimer(options.client().clientId());
        this.places = new Semaphore(options.maxDevices());
        byte[] random = new byte[16];
        new SecureRandom().nextBytes(random);
        this.prefix = HexFormat.of().formatHex(random);
    }

    /**
     * A constellation without devices.
     *
     * @param observer of all connections together; of one device's it is called in order, and of a device that is refused
     *     on the thread that brought it
     */
    public static UfoConstellation create(UfoOptions options, FacilitatorObserver observer) {
        return new UfoConstellation(options, observer);
    }

    /**
     * Takes a device in and begins to connect to it.
     *
     * @param device its id at the server
     * @throws TooManyDevicesException there are as many as the options allow; {@link Counter#DEVICE_REFUSED} counts it
     * @throws IllegalStateException it is there already, or the constellation is closed
     */
    public <M> void add(String device, Transport<M> transport, Frames<M> frames) {
        if (devices.containsKey(device)) {
            throw known(device);
        }
        if (!places.tryAcquire()) {
            throw full();
        }
        Device added = device(device, transport, frames);
        boolean first = devices.putIfAbsent(device, added) == null;
        if (!first) {
            places.release();
            var unused = added.shell().close(options.client().timeouts().close());
            throw known(device);
        }
        if (closed) { // looked at behind the entry: close() saw the entry, or we see that it ran
            var unused = remove(device, options.client().timeouts().close());
            throw new IllegalStateException("the constellation is closed");
        }
        added.shell().event((session, now) -> session.start(now));
    }

    private static IllegalStateException known(String device) {
        return new IllegalStateException("there is a device " + device);
    }

    /** Whatever the observer does, the caller learns that its device was refused. */
    private TooManyDevicesException full() {
        try {
            observer.counted(Counter.DEVICE_REFUSED);
        } catch (RuntimeException | Error theirs) {
            LOG.warn("the observer failed: {}", theirs.getClass().getName());
        }
        return new TooManyDevicesException(options.maxDevices());
    }

    private <M> Device device(String device, Transport<M> transport, Frames<M> frames) {
        String name = options.client().clientId();
        AipFrames written =
                new AipFrames("constellation", name + "@" + device, Optional.of(device), InstantSource.system());
        Session<AipConstellation> session = new Session<>(
                options.client(),
                new PolicyBackOff(options.client().retry(), new SecureRandom()),
                out -> new AipConstellation(options, written, open::contains, out));
        SessionShell<AipConstellation> shell = new SessionShell<>(
                options.client(),
                session,
                transport,
                frames,
                new Handlers(name, options.client().handlers()),
                observer,
                timer);
        shell.onStateChange(change -> listeners.forEach(listener -> listener.accept(device, change)));
        return new Device(written, shell);
    }

    /** Lets a device go and gives its place to another; its requests end at once. */
    public CompletionStage<Void> remove(String device, Duration within) {
        Device gone = devices.remove(device);
        if (gone == null) {
            return CompletableFuture.completedFuture(null);
        }
        places.release();
        return gone.shell().close(within);
    }

    /** The ids of the devices. */
    public Set<String> devices() {
        return Set.copyOf(devices.keySet());
    }

    /** {@link #task(String, String, String, Duration)} with the time of the options. */
    public PendingReply task(String device, String name, String request) {
        return task(device, name, request, options.taskTimeout());
    }

    /**
     * Gives a device a task, at most once, and only while its connection is ready.
     *
     * @return ends as every request does; {@link TaskEnd#of} reads a {@code Reply}, which may be a failure's
     */
    public PendingReply task(String device, String name, String request, Duration timeout) {
        Device asked = device(device);
        String id = options.client().clientId() + "@" + prefix + "-" + numbers.incrementAndGet();
        return ask(asked, id, AipConstellation.TASK, asked.frames().task(id, name, request), timeout);
    }

    /** {@link #info(String, Duration)} with the time of the options. */
    public PendingReply info(String device) {
        return info(device, options.infoTimeout());
    }

    /** Asks the server what it knows of a device; the reply's data is its whole message, with the {@code result} in it. */
    public PendingReply info(String device, Duration timeout) {
        Device asked = device(device);
        String id = "device_info_" + prefix + "-" + numbers.incrementAndGet();
        return ask(asked, id, AipConstellation.INFO, asked.frames().infoRequest(id), timeout);
    }

    private PendingReply ask(Device device, String id, String type, byte[] frame, Duration timeout) {
        SessionShell<AipConstellation> shell = device.shell();
        Ask ask = new Ask(
                numbers.incrementAndGet(),
                id,
                Request.once(type, frame, timeout),
                shell.guard(),
                cancelled -> shell.event((session, now) -> session.dialect().cancel(cancelled)));
        open.add(id);
        var unused = ask.outcome().thenRun(() -> open.remove(id));
        shell.event((session, now) -> session.dialect().ask(ask, frame, session.reason(), now));
        return ask;
    }

    private Device device(String device) {
        Device found = devices.get(device);
        if (found == null) {
            throw new IllegalArgumentException("no device " + device);
        }
        return found;
    }

    /** What the connection of this device does now, and why. */
    public ClientState state(String device) {
        return device(device).shell().state();
    }

    /** Completes when the connection of this device is ready, at once where it is. */
    public CompletionStage<Void> whenReady(String device) {
        return device(device).shell().whenReady();
    }

    /** Is told each step of each device, in order for each: it must not block. */
    public void onStateChange(BiConsumer<String, StateChange> listener) {
        listeners.add(listener);
    }

    /** Closes every connection in any state. Completes at the latest after {@code within}; requests end at once. */
    public CompletionStage<Void> close(Duration within) {
        closed = true;
        return CompletableFuture.allOf(devices.keySet().stream()
                        .map(device -> remove(device, within).toCompletableFuture())
                        .toArray(CompletableFuture<?>[]::new))
                .whenComplete((done, failure) -> timer.close());
    }

    /** {@link #close(Duration)} without waiting. */
    @Override
    public void close() {
        var unused = close(options.client().timeouts().close());
    }
}
