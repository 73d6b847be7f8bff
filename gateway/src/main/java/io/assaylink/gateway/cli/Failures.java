// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.cli;

import io.assaylink.transport.ConnectFailedException;
import java.net.BindException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Failures in words for one line. */
final class Failures {
    private Failures() {}

    /** What went wrong, without a stack and without payload. */
    static String line(@Nullable Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof CompletionException || cause instanceof ExecutionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause == null) {
            return "unknown";
        }
        if (cause instanceof ConnectFailedException refused) {
            return String.valueOf(refused.reason());
        }
        if (cause instanceof BindException) {
            return "the address is in use or not of this machine";
        }
        String text = cause.getMessage();
        return text == null || text.isBlank() ? cause.getClass().getSimpleName() : text;
    }
}
