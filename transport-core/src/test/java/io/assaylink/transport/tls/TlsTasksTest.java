// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Connection;
import io.assaylink.transport.ReceiveOutcome.Received;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.tcp.TcpTransport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The work of handshakes, away from the event loop. */
@Timeout(60)
class TlsTasksTest {
    @TempDir
    Path folder;

    private TlsPeers peers;
    private TlsOptions server;

    @BeforeEach
    void peers() throws Exception {
        peers = new TlsPeers(folder);
        server = peers.with(peers.authority.issue(Wanted.host("hub")));
    }

    @Test
    @DisplayName("the tasks of both sides run on the executor that was given, and what follows is as ever")
    void delegated() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(2);
        Set<String> of = ConcurrentHashMap.newKeySet();
        try (TlsPeers.Ours ours = new TlsPeers.Ours(server.withTasks(counting(threads, "server", of)));
                TcpTransport<String> transport = TlsPeers.client(
                        ours.address.getPort(), peers.trusting.withTasks(counting(threads, "client", of)))) {
            Connection<String> connection =
                    transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS);
            var unused = ours.accepted.take().outbound().send("hello");
            assertThat(connection.inbound().receive(Duration.ofSeconds(20)))
                    .isInstanceOfSatisfying(
                            Received.class, hello -> assertThat(hello.message()).isEqualTo("hello"));
            assertThat(of).containsExactlyInAnyOrder("server", "client");
        } finally {
            threads.shutdown();
        }
    }

    private static Executor counting(Executor threads, String side, Set<String> seen) {
        return task -> {
            seen.add(side);
            threads.execute(task);
        };
    }

    @Test
    @DisplayName("an executor that is full fails the handshake, typed and at once")
    void refused() throws Exception {
        Executor full = task -> {
            throw new RejectedExecutionException("full");
        };
        try (TlsPeers.Ours ours = new TlsPeers.Ours(server);
                TcpTransport<String> transport =
                        TlsPeers.client(ours.address.getPort(), peers.trusting.withTasks(full))) {
            assertThatThrownBy(() -> transport.connect().toCompletableFuture().get(20, TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ConnectFailedException.class);
        }
    }
}
