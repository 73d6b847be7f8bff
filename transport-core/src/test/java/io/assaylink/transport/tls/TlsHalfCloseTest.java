// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.Machine;
import io.assaylink.transport.contract.Certificates.Wanted;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** T4 above TLS: a peer that ended its half with close_notify. */
@Timeout(60)
class TlsHalfCloseTest {
    @TempDir
    Path folder;

    /** Owes an answer to each message, and gives it behind the end of the peer's half only. */
    private static final class LateAnswer implements Machine<String> {
        private final CompletableFuture<Driver<String>> asked = new CompletableFuture<>();
        /** Whether an answer is owed is asked when the peer has ended its half, and not before. */
        private final CompletableFuture<Boolean> endSeen = new CompletableFuture<>();

        private final CompletableFuture<CloseReason> ended = new CompletableFuture<>();
        private Runnable open = () -> {};
        private boolean owes;

        @Override
        public void opened(Driver<String> driver, long now) {
            open = () -> asked.complete(driver);
        }

        @Override
        public void received(String message, long now) {
            owes = true;
            open.run();
        }

        @Override
        public boolean owesAnswer() {
            endSeen.complete(true);
            return owes;
        }

        void answer() {
            Driver<String> driver = asked.join();
            driver.execute(() -> {
                driver.send("answer");
                owes = false;
            });
        }

        @Override
        public void closed(CloseReason reason, long now) {
            ended.complete(reason);
        }
    }

    private static String rest(SSLSocket socket) {
        try {
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
        } catch (IOException closedByItself) {
            return "";
        }
    }

    private String answerTo(String protocol, LateAnswer machine) throws Exception {
        TlsPeers peers = new TlsPeers(folder);
        try (TlsPeers.Ours server = new TlsPeers.Ours(peers.with(peers.authority.issue(Wanted.host("hub"))));
                SSLSocket socket = server.jdk(peers.authority.jdk())) {
            socket.setEnabledProtocols(new String[] {protocol});
            socket.startHandshake();
            server.accepted.take().drive(machine);
            socket.getOutputStream().write("question\n".getBytes(StandardCharsets.US_ASCII));
            machine.asked.get(20, TimeUnit.SECONDS);
            socket.shutdownOutput();
            machine.endSeen.get(20, TimeUnit.SECONDS);
            machine.answer();
            String answer = rest(socket);
            assertThat(machine.ended.get(20, TimeUnit.SECONDS)).isEqualTo(new CloseReason.ByPeer(0, "", false));
            return answer;
        }
    }

    @Test
    @DisplayName("RFC 8446 6.1: in TLS 1.3 close_notify ends one direction; what is owed is answered in the other")
    void answeredIn13() throws Exception {
        assertThat(answerTo("TLSv1.3", new LateAnswer())).isEqualTo("answer\n");
    }

    @Test
    @DisplayName("RFC 5246 7.2.1: in TLS 1.2 close_notify ends both directions; the end is one in order all the same")
    void notAnsweredIn12() throws Exception {
        assertThat(answerTo("TLSv1.2", new LateAnswer())).isEmpty();
    }
}
