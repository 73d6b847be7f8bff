// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.Rig;
import io.assaylink.transport.tls.ClientCertificate;
import io.assaylink.transport.tls.TlsIdentity;
import io.assaylink.transport.tls.TlsOptions;
import io.assaylink.transport.tls.TlsTrust;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the accepting side of wss with client certificates; the peer's TLS is the JDK's own. */
class SecureServerContractTest extends ConnectionContract<WebSocketMessage> {
    @TempDir
    Path folder;

    @Override
    protected Rig<WebSocketMessage> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        Issued own = authority.issue(Wanted.host("hub"));
        SSLContext clients = authority.issue(Wanted.host("gateway")).jdk(authority.root());
        TlsOptions tls = TlsOptions.defaults()
                .withIdentity(TlsIdentity.pkcs12(
                        own.writePkcs12(folder.resolve("own.p12")), Certificates.PASSWORD::toCharArray))
                .withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))))
                .withClientCertificate(ClientCertificate.REQUIRED);
        WebSocketServer server = new WebSocketServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                limits,
                WebSocketServerOptions.defaults().withObserver(observer).withTls(tls));
        CompletableFuture<Connection<WebSocketMessage>> accepted = new CompletableFuture<>();
        InetSocketAddress address = (InetSocketAddress) server.listen(accepted::complete)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .address();
        Socket below = new Socket(address.getAddress(), address.getPort());
        below.setTcpNoDelay(true);
        Socket socket = clients.getSocketFactory().createSocket(below, "localhost", address.getPort(), true);
        FrameSocket peer = new FrameSocket(socket, below, true);
        peer.upgradeAsClient("/", "");
        return new WebSocketRig(accepted.get(20, TimeUnit.SECONDS), peer, server::close);
    }
}
