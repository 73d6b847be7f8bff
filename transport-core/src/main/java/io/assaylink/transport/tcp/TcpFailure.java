// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tcp;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;

/** What the operating system says of a failure, in words that hold no payload. */
final class TcpFailure {
    private TcpFailure() {}

    static String text(Throwable failure) {
        if (failure instanceof ConnectTimeoutException) {
            return "connect timed out";
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (failure instanceof UnknownHostException) {
            return "unknown host";
        }
        if (failure instanceof ConnectException) {
            return "connection refused";
        }
        String said = failure.getMessage();
        return failure instanceof IOException && said != null
                ? said
                : failure.getClass().getSimpleName();
    }

    static ConnectFailedException connect(Throwable failure) {
        return new ConnectFailedException(new CloseReason.Lost(text(failure), false), failure);
    }
}
