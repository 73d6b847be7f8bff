// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Issued;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.LineRig;
import io.assaylink.transport.contract.LineSocket;
import io.assaylink.transport.contract.Rig;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the accepting side of mutual TLS; the peer is the JDK's own. */
class TlsServerContractTest extends ConnectionContract<String> {
    @TempDir
    Path folder;

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        Issued own = authority.issue(Wanted.host("server"));
        Issued client = authority.issue(Wanted.host("client"));
        TlsOptions tls = TlsOptions.defaults()
                .withIdentity(TlsIdentity.pem(
                        own.writeChain(folder.resolve("own.pem")), own.writeKey(folder.resolve("own.key"))))
                .withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))))
                .withClientCertificate(ClientCertificate.REQUIRED);
        TcpServer<String> server = new TcpServer<>(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                LineFraming::new,
                limits,
                TcpOptions.defaults().withObserver(observer).withTls(tls));
        CompletableFuture<Connection<String>> accepted = new CompletableFuture<>();
        InetSocketAddress address = (InetSocketAddress) server.listen(accepted::complete)
                .toCompletableFuture()
                .get(20, TimeUnit.SECONDS)
                .address();
        Socket below = new Socket(address.getAddress(), address.getPort());
        below.setTcpNoDelay(true);
        SSLSocket socket = (SSLSocket) client.jdk(authority.root())
                .getSocketFactory()
                .createSocket(below, "localhost", address.getPort(), true);
        socket.startHandshake();
        return new LineRig(accepted.get(20, TimeUnit.SECONDS), new LineSocket(socket, below), server::close);
    }
}
