// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.Connection;
import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.Certificates;
import io.assaylink.transport.contract.Certificates.Wanted;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.LineRig;
import io.assaylink.transport.contract.LineSocket;
import io.assaylink.transport.contract.Rig;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpTransport;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.io.TempDir;

/** The contract, on the connecting side of TLS; the peer is the JDK's own. */
class TlsClientContractTest extends ConnectionContract<String> {
    @TempDir
    Path folder;

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) throws Exception {
        Certificates authority = Certificates.authority("Test Root");
        SSLContext peer = authority.issue(Wanted.host("server")).jdk(authority.root());
        TlsOptions tls = TlsOptions.defaults().withTrust(TlsTrust.pem(authority.writeRoot(folder.resolve("ca.pem"))));
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            TcpTransport<String> transport = new TcpTransport<>(
                    "localhost",
                    server.getLocalPort(),
                    LineFraming::new,
                    limits,
                    TcpOptions.defaults().withObserver(observer).withTls(tls));
            var connecting = transport.connect().toCompletableFuture();
            Socket below = server.accept();
            below.setTcpNoDelay(true);
            SSLSocket socket = (SSLSocket) peer.getSocketFactory().createSocket(below, null, true);
            socket.startHandshake();
            Connection<String> connection = connecting.get(20, TimeUnit.SECONDS);
            return new LineRig(connection, new LineSocket(socket, below), transport::close);
        }
    }
}
