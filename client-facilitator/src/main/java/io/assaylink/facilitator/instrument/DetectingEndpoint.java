// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.instrument;

import io.assaylink.facilitator.instrument.ProtocolDetector.Answer;
import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** One connection, from its first byte; hands over to the protocol's endpoint once that is told. */
final class DetectingEndpoint implements Machine<ByteBuffer> {
    private static final long NEVER = Long.MAX_VALUE;

    private final InstrumentEndpoint endpoint;
    private final byte[] first = new byte[ProtocolDetector.LIMIT];
    private int length;
    private long deadline = NEVER;
    private boolean over;
    private @Nullable Driver<ByteBuffer> driver;
    /** Set once the protocol is told. */
    private @Nullable ProtocolEndpoint chosen;
    /** Completes when nothing is owed after {@link #finish}. */
    private final CompletableFuture<Void> finished = new CompletableFuture<>();

    private boolean finishing;
    /** Whether anything came while the protocol was told. */
    private boolean heard;

    DetectingEndpoint(InstrumentEndpoint endpoint) {
        this.endpoint = endpoint;
    }

    @Override
    public void opened(Driver<ByteBuffer> opened, long now) {
        driver = opened;
        Keeper.tell(() -> endpoint.listener().opened(endpoint.options().id(), name()));
        switch (endpoint.options().protocol()) {
            case ASTM -> chosen = new AstmEndpoint(endpoint, opened, this::settled);
            case HL7 -> chosen = new MllpEndpoint(endpoint, opened, this::settled);
            case AUTO -> chosen = null;
        }
        if (!endpoint.joined(this)) {
            opened.close(new CloseReason.Local(0, "finishing"), Duration.ofSeconds(1));
        }
    }

    /** Reads no more. Completes when what was read whole is answered, or the connection is over. Any thread. */
    CompletableFuture<Void> finish() {
        driver().execute(() -> {
            finishing = true;
            driver().reading(false);
            ProtocolEndpoint told = chosen;
            if (told != null) {
                told.finish();
            }
            settled();
        });
        return finished;
    }

    private void settled() {
        ProtocolEndpoint told = chosen;
        if (finishing && (over || told == null || !told.owesAnswer())) {
            finished.complete(null);
        }
    }

    @Override
    public void received(ByteBuffer bytes, long now) {
        if (over) {
            return;
        }
        ProtocolEndpoint told = chosen;
        if (told != null) {
            boolean first = !heard;
            heard = true;
            if (first && ProtocolDetector.isTls(bytes)) {
                wantsTls(bytes);
            } else {
                told.received(bytes, now);
            }
            return;
        }
        if (length == 0) {
            deadline = now + endpoint.options().detectWithin().toNanos();
        }
        Answer answer = Answer.MORE;
        while (answer == Answer.MORE && bytes.hasRemaining()) {
            first[length++] = bytes.get();
            answer = ProtocolDetector.detect(first, length);
        }
        if (answer != Answer.MORE) {
            decide(answer, bytes, now);
        }
    }

    @Override
    public void stalled(long bytesSoFar, Duration quiet, long now) {
        ProtocolEndpoint told = chosen;
        if (told != null) {
            told.stalled(bytesSoFar, quiet, now);
        }
    }

    /** T4: an instrument that ends behind its last message still gets the answer to it. */
    @Override
    public boolean owesAnswer() {
        ProtocolEndpoint told = chosen;
        return told != null && told.owesAnswer();
    }

    /** T10: an instrument that does not take its answers is not read. */
    @Override
    public boolean answersOnly() {
        return true;
    }

    @Override
    public long held() {
        ProtocolEndpoint told = chosen;
        return told == null ? 0 : told.held();
    }

    @Override
    public void closed(CloseReason reason, long now) {
        ProtocolEndpoint told = chosen;
        if (told != null) {
            told.closed(reason, now);
        } else if (length > 0 && !over) {
            keeper().quarantine("PROTOCOL_UNKNOWN", Arrays.copyOf(first, length));
        }
        over = true;
        finished.complete(null);
        endpoint.left(this);
        Keeper.tell(() -> endpoint.listener().closed(endpoint.options().id(), name(), reason));
    }

    @Override
    public long nextDeadline(long now) {
        ProtocolEndpoint told = chosen;
        return told != null ? told.nextDeadline(now) : deadline;
    }

    @Override
    public void tick(long now) {
        ProtocolEndpoint told = chosen;
        if (told != null) {
            told.tick(now);
        } else if (deadline != NEVER && now - deadline >= 0) {
            foreign(Answer.FOREIGN_UNKNOWN);
        }
    }

    private void decide(Answer answer, ByteBuffer rest, long now) {
        if (answer.isForeign()) {
            foreign(answer);
            return;
        }
        deadline = NEVER;
        boolean astm = answer == Answer.ASTM;
        heard = true;
        Driver<ByteBuffer> to = driver();
        ProtocolEndpoint told =
                astm ? new AstmEndpoint(endpoint, to, this::settled) : new MllpEndpoint(endpoint, to, this::settled);
        chosen = told;
        InstrumentProtocol protocol = astm ? InstrumentProtocol.ASTM : InstrumentProtocol.HL7;
        Keeper.tell(() -> endpoint.listener().detected(endpoint.options().id(), name(), protocol));
        told.received(ByteBuffer.wrap(first, 0, length), now);
        if (rest.hasRemaining()) {
            told.received(rest, now);
        }
    }

    /** H22: the protocol was said by the configuration, and the peer wants to speak TLS. */
    private void wantsTls(ByteBuffer bytes) {
        length = Math.min(first.length, bytes.remaining());
        bytes.get(first, 0, length);
        foreign(Answer.FOREIGN_TLS);
    }

    /** The peer is told nothing; the first bytes are kept for a person. */
    private void foreign(Answer answer) {
        over = true;
        deadline = NEVER;
        keeper().event(answer.name(), 0);
        keeper().quarantine(answer.name(), Arrays.copyOf(first, length));
        driver().close(new CloseReason.ProtocolViolation(answer.name(), 0), Duration.ofSeconds(1));
    }

    private Keeper keeper() {
        return new Keeper(endpoint, InstrumentProtocol.AUTO, driver(), this::settled);
    }

    private String name() {
        Driver<ByteBuffer> of = driver;
        return of == null ? "" : of.connection().name();
    }

    private Driver<ByteBuffer> driver() {
        Driver<ByteBuffer> of = driver;
        if (of == null) {
            throw new IllegalStateException("not opened");
        }
        return of;
    }
}
