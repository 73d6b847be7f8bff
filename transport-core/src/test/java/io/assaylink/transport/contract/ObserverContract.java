// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.Inbound;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.ReceiveOutcome.Stalled;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a {@link ConnectionObserver} is told, on every transport. */
abstract class ObserverContract<M> extends ContractCase<M> {
    /** More than an inbox of two takes, and what a transport reads ahead by default. */
    private static final int MANY = 500;

    @Test
    @DisplayName(
            "0.8: an observer is told of everything from opened to closed, and its sums are those of the connection")
    void isObserved() throws Exception {
        SeenEvents seen = new SeenEvents();
        try (Rig<M> rig = open(ReceiveLimits.defaults(), seen)) {
            Connection<M> connection = rig.connection();
            rig.peerSends("one");
            assertThat(received(rig, connection.inbound().receive(LONG))).isEqualTo("one");
            var unused = connection.outbound().send(rig.message("two"));
            assertThat(rig.peerReceives()).isEqualTo("two");
            rig.peerEnds();
            connection.closed().toCompletableFuture().get(20, TimeUnit.SECONDS);
            assertThat(seen.told()).containsExactly("opened", "resumed", "received", "sent", "closed ByPeer");
            assertThat(seen.bytesIn()).isEqualTo(connection.stats().bytesIn()).isPositive();
            assertThat(seen.bytesOut()).isEqualTo(connection.stats().bytesOut()).isPositive();
            assertThat(connection.stats().observerFailures()).isZero();
        }
    }

    @Test
    void silencesAreObserved() throws Exception {
        SeenEvents seen = new SeenEvents();
        try (Rig<M> rig = open(ReceiveLimits.defaults().withStall(SHORT), seen)) {
            Inbound<M> inbound = rig.connection().inbound();
            var unused = inbound.receive(SHORT);
            rig.peerBegins("h".repeat(64));
            assertThat(inbound.receive(LONG)).isInstanceOf(Stalled.class);
            assertThat(seen.told()).containsExactly("opened", "resumed", "idle", "stalled");
        }
    }

    @Test
    @DisplayName("T9: that we are the ones not reading is observed, and for how long")
    void pausesAreObserved() throws Exception {
        SeenEvents seen = new SeenEvents();
        try (Rig<M> rig = open(ReceiveLimits.defaults().withInbox(2), seen)) {
            Inbound<M> inbound = rig.connection().inbound();
            for (int i = 0; i < MANY; i++) {
                rig.peerSends("m" + i);
            }
            seen.await("paused");
            long before = seen.resumedAfter();
            for (int i = 0; i < MANY; i++) {
                assertThat(received(rig, inbound.receive(LONG))).isEqualTo("m" + i);
            }
            seen.await("resumed");
            assertThat(seen.resumedAfter()).isGreaterThan(before);
        }
    }

    @Test
    @DisplayName("3.2: what an observer throws is contained and counted")
    void observerThatThrows() throws Exception {
        ConnectionObserver broken = new ConnectionObserver() {
            @Override
            public void opened(Connection<?> connection) {
                throw new IllegalStateException("opened");
            }

            @Override
            public void bytesIn(Connection<?> connection, long count) {
                throw new AssertionError("bytesIn");
            }

            @Override
            public void received(Connection<?> connection, long bytes, long inTransitNanos) {
                throw new IllegalStateException("received");
            }

            @Override
            public void closed(Connection<?> connection, CloseReason reason) {
                throw new IllegalStateException("closed");
            }
        };
        try (Rig<M> rig = open(ReceiveLimits.defaults(), broken)) {
            rig.peerSends("one");
            assertThat(received(rig, rig.connection().inbound().receive(LONG))).isEqualTo("one");
            rig.peerEnds();
            assertThat(rig.connection().closed().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .isInstanceOf(CloseReason.ByPeer.class);
            assertThat(rig.connection().stats().observerFailures()).isGreaterThanOrEqualTo(4);
        }
    }
}
