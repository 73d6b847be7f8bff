// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.socket;

import io.assaylink.transport.CloseReason;
import io.assaylink.transport.ConnectFailedException;
import io.netty.channel.ConnectTimeoutException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

/** What the operating system says of a failure, in words that hold no payload. */
public final class ConnectFailures {
    private ConnectFailures() {}

    /** For people. */
    public static String text(Throwable failure) {
        if (failure instanceof ConnectTimeoutException) {
            return "connect timed out";
        }
        if (failure instanceof TimeoutException) {
            return "name resolution timed out";
        }
        if (failure instanceof NoRouteToHostException) {
            return "no route to host";
        }
        if (failure instanceof UnknownHostException) {
            return "unknown host";
        }
        String said = failure.getMessage();
        if (failure instanceof ConnectException) {
            return said != null && said.startsWith("too many") ? said : "connection refused";
        }
        return failure instanceof IOException && said != null
                ? said
                : failure.getClass().getSimpleName();
    }

    /** No connection came about. */
    public static ConnectFailedException of(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        return cause instanceof ConnectFailedException known
                ? known
                : new ConnectFailedException(new CloseReason.Lost(text(cause), false), cause);
    }
}
