// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.tls;

import io.assaylink.transport.CloseReason.TlsFailed;
import io.assaylink.transport.ConnectFailedException;
import io.assaylink.transport.Ticker;
import io.assaylink.transport.TlsFault;
import io.assaylink.transport.tls.TlsMaterial.Stamp;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.ImmediateExecutor;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@link TlsOptions} at work: reads their files, reads them again when they changed, and does handshakes. No thread watches:
 * a connection that is made looks, where the last look is old enough. Thread-safe.
 */
public final class TlsContext {
    private static final Logger LOG = LoggerFactory.getLogger(TlsContext.class);

    private final TlsOptions options;
    private final boolean server;
    private final TlsMaterial material;
    private final Executor files;
    private final Ticker ticker;
    private volatile @Nullable Loaded loaded;
    /** The look in progress; null while there is none. Guarded by this. */
    private @Nullable CompletableFuture<SslContext> looking;

    private record Loaded(SslContext context, List<Stamp> stamps, long lookedAt) {}

    TlsContext(TlsOptions options, boolean server, Executor files, Ticker ticker) {
        if (server && options.identity().isEmpty()) {
            throw new IllegalArgumentException("a TLS server needs an identity");
        }
        this.options = options;
        this.server = server;
        this.material = new TlsMaterial(options, server);
        this.files = files;
        this.ticker = ticker;
    }

    /** Of a client; {@code files} runs what blocks. */
    public static TlsContext client(TlsOptions options, Executor files) {
        return new TlsContext(options, false, files, Ticker.system());
    }

    /**
     * Of a server; {@code files} runs what blocks.
     *
     * @throws IllegalArgumentException where the options hold no identity
     */
    public static TlsContext server(TlsOptions options, Executor files) {
        return new TlsContext(options, true, files, Ticker.system());
    }

    /** Reads the files where that is due; fails with {@link ConnectFailedException} where they never could be read. */
    public CompletionStage<Void> ready() {
        return current().thenApply(context -> null);
    }

    /**
     * Does the handshake of a connected channel, bounded. Afterwards the channel does not read, and is closed where it
     * failed. Event loop only.
     *
     * @param host whom a client connected to
     * @param done called once on the event loop; empty where TLS stands
     */
    public void secure(SocketChannel channel, String host, int port, Consumer<Optional<TlsFailed>> done) {
        var unused = current()
                .orTimeout(options.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((context, failure) -> channel.eventLoop().execute(() -> {
                    if (context == null) {
                        done.accept(Optional.of(unusable(failure)));
                        close(channel);
                    } else {
                        begin(
                                channel,
                                handler(channel, context, host, port),
                                options.identity().isPresent(),
                                done);
                    }
                }));
    }

    private SslHandler handler(SocketChannel channel, SslContext context, String host, int port) {
        Executor tasks = options.tasks().orElse(ImmediateExecutor.INSTANCE);
        SslHandler ssl = server
                ? context.newHandler(channel.alloc(), tasks)
                : context.newHandler(channel.alloc(), options.serverName().orElse(host), port, tasks);
        ssl.setHandshakeTimeout(options.handshakeTimeout().toMillis(), TimeUnit.MILLISECONDS);
        return ssl;
    }

    private static void begin(
            SocketChannel channel, SslHandler ssl, boolean identified, Consumer<Optional<TlsFailed>> done) {
        TlsWire wire = new TlsWire(ssl, identified);
        HandshakeWatch watch = new HandshakeWatch(failure -> {
            var unusedReading = channel.config().setAutoRead(false);
            if (failure.isEmpty()) {
                wire.established();
            }
            done.accept(failure.map(wire::understood));
            if (failure.isPresent()) {
                channel.eventLoop().execute(() -> close(channel)); // behind the alert that says why
            }
        });
        var unused = channel.pipeline().addLast(wire, ssl, watch);
        watch.follow(ssl, channel);
        var unusedReading = channel.config().setAutoRead(true);
    }

    private static void close(SocketChannel channel) {
        var unused = channel.close();
    }

    CompletableFuture<SslContext> current() {
        Loaded now = loaded;
        if (now != null
                && ticker.nanos() - now.lookedAt() < options.reloadEvery().toNanos()) {
            return CompletableFuture.completedFuture(now.context());
        }
        CompletableFuture<SslContext> look;
        synchronized (this) {
            if (looking != null) {
                return looking.copy();
            }
            look = new CompletableFuture<>();
            looking = look;
        }
        try {
            files.execute(() -> look(look));
        } catch (RejectedExecutionException full) {
            ended(look, now, new IOException("too many files wait to be read"));
        }
        return look.copy();
    }

    private void look(CompletableFuture<SslContext> look) {
        Loaded before = loaded;
        try {
            List<Stamp> stamps = material.stamps();
            boolean same = before != null && stamps.equals(before.stamps());
            SslContext context = before != null && same ? before.context() : material.load();
            loaded = new Loaded(context, stamps, ticker.nanos());
            if (before != null && !same) {
                LOG.info("TLS_RELOADED");
            }
            ended(look, loaded, null);
        } catch (IOException | GeneralSecurityException | RuntimeException failure) {
            if (before != null) {
                LOG.warn("TLS_RELOAD_FAILED {}; what was read before stays in use", words(failure));
                loaded = new Loaded(before.context(), before.stamps(), ticker.nanos());
            }
            ended(look, before, failure);
        }
    }

    private void ended(CompletableFuture<SslContext> look, @Nullable Loaded use, @Nullable Throwable failure) {
        synchronized (this) {
            looking = null;
        }
        if (use != null) {
            look.complete(use.context());
        } else {
            TlsFailed reason = new TlsFailed(TlsFault.TLS_KEY_MATERIAL, failure == null ? "" : words(failure), false);
            look.completeExceptionally(new ConnectFailedException(reason, new SSLException(reason.toString())));
        }
    }

    private static TlsFailed unusable(@Nullable Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ConnectFailedException known && known.reason() instanceof TlsFailed reason) {
                return reason;
            }
        }
        return new TlsFailed(TlsFault.TLS_KEY_MATERIAL, "the files could not be read in time", false);
    }

    /** Our own files' names and what is wrong with them, in one line; never what they hold. */
    private static String words(Throwable failure) {
        if (failure instanceof NoSuchFileException missing) {
            return "no such file: " + missing.getFile();
        }
        String said = failure.getMessage();
        boolean telling = failure instanceof IOException || failure instanceof GeneralSecurityException;
        return said != null && telling ? said : failure.getClass().getSimpleName();
    }
}
