// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.Rig;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the connecting side of wss; the peer's TLS is the JDK's own. */
class SecureClientContractTest extends ConnectionContract<WebSocketMessage> {
    @TempDir
    Path folder;

    @Override
    protected Rig<WebSocketMessage> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        SSLContext peers = authority.issue(Wanted.host("hub")).jdk(authority.root());
        TlsOptions tls = TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            URI uri = URI.create("wss://127.0.0.1:" + server.getLocalPort() + "/v1/facilitator");
            WebSocketTransport transport = new WebSocketTransport(
                    uri,
                    limits,
                    WebSocketOptions.defaults().withObserver(observer).withTls(tls));
            var connecting = transport.connect().toCompletableFuture();
            Socket below = server.accept();
            below.setTcpNoDelay(true);
            FrameSocket peer = new FrameSocket(peers.getSocketFactory().createSocket(below, null, true), below, false);
            peer.upgradeAsServer("");
            return new WebSocketRig(connecting.get(20, TimeUnit.SECONDS), peer, transport::close);
        }
    }
}
