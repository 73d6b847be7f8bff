// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway.sim;

import io.assaylink.astm.link.LinkTimers;
import io.assaylink.astm.record.AstmMessage;
import io.assaylink.astm.record.AstmMessages;
import io.assaylink.gateway.inspect.CaptureFile;
import io.assaylink.hl7.exchange.ExchangeOptions;
import io.assaylink.hl7.message.Hl7Message;
import io.assaylink.transport.Connection;
import io.assaylink.transport.Framing;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.Transport;
import io.assaylink.transport.tcp.TcpOptions;
import io.assaylink.transport.tcp.TcpTransport;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;

/**
 * Sends what is in a file as an instrument would, and counts what was acknowledged.
 *
 * <p>A capture of an ASTM link goes out byte for byte as it was captured, turn by turn; bare records go out in frames of our
 * own, HL7 messages in MLLP blocks.
 */
public final class FileSender {
    private static final Duration CLOSE_WITHIN = Duration.ofSeconds(2);

    /**
     * What came of it.
     *
     * @param messages in the file
     * @param acknowledged of them, positively
     * @param problems one line each, without payload
     */
    public record Report(int messages, int acknowledged, List<String> problems) {
        public Report {
            problems = List.copyOf(problems);
        }

        /** Every message there is was acknowledged. */
        public boolean complete() {
            return messages > 0 && acknowledged == messages;
        }
    }

    private final InetSocketAddress target;
    private final LinkTimers timers;
    private final ExchangeOptions exchange;

    /** Sends to one address, with the standards' timers. */
    public FileSender(InetSocketAddress target) {
        this(target, LinkTimers.defaults(), ExchangeOptions.defaults());
    }

    /**
     * Sends to one address.
     *
     * @param answer how long any answer may take, above zero
     */
    public FileSender(InetSocketAddress target, Duration answer) {
        this(
                target,
                LinkTimers.defaults().withReplyToEnquiry(answer).withReplyToFrame(answer),
                ExchangeOptions.defaults().withAnswerTimeout(answer));
    }

    private FileSender(InetSocketAddress target, LinkTimers timers, ExchangeOptions exchange) {
        this.target = target;
        this.timers = timers;
        this.exchange = exchange;
    }

    /**
     * Sends to an ASTM receiver.
     *
     * @throws ExecutionException it could not be connected to; the cause says why
     */
    public Report sendAstm(byte[] file) throws ExecutionException, InterruptedException {
        CaptureFile capture = CaptureFile.read(file);
        byte[] wire = CaptureFile.wireBytes(file);
        if (!AstmCapture.isFramed(wire)) {
            return sendEach(
                    new AstmAnalyzer(timers),
                    capture.astm().stream().map(AstmMessage::toBytes).toList());
        }
        AstmPlayer player = new AstmPlayer(AstmCapture.turns(wire), timers.replyToFrame(), timers.enquiryRefused());
        return connected(connection -> {
            connection.drive(player);
            AstmPlayer.Played played = player.done().toCompletableFuture().get();
            int acknowledged = AstmMessages.whole(played.accepted(), StandardCharsets.ISO_8859_1)
                    .size();
            List<String> problems = new ArrayList<>();
            if (!played.problem().isEmpty()) {
                problems.add(played.problem());
            }
            if (played.refusals() > 0) {
                problems.add(played.refusals() + " frames were answered NAK");
            }
            if (played.missing() > 0) {
                problems.add(played.missing() + " sound frames were never accepted: a message arrived without them");
            }
            return new Report(capture.astm().size(), Math.max(0, acknowledged - played.missing()), problems);
        });
    }

    /**
     * Sends to an MLLP receiver.
     *
     * @throws ExecutionException it could not be connected to; the cause says why
     */
    public Report sendHl7(byte[] file) throws ExecutionException, InterruptedException {
        CaptureFile capture = CaptureFile.read(file);
        return sendEach(
                new Hl7Analyzer(exchange),
                capture.hl7().stream().map(Hl7Message::toBytes).toList());
    }

    private Report sendEach(Analyzer analyzer, List<byte[]> messages) throws ExecutionException, InterruptedException {
        if (messages.isEmpty()) {
            return new Report(0, 0, List.of());
        }
        return connected(connection -> {
            connection.drive(analyzer);
            int acknowledged = 0;
            List<String> problems = new ArrayList<>();
            for (int i = 0; i < messages.size(); i++) {
                Analyzer.Sent sent =
                        analyzer.send(messages.get(i)).toCompletableFuture().get();
                if (sent.acknowledged()) {
                    acknowledged++;
                } else {
                    problems.add("message " + (i + 1) + ": " + sent.how());
                }
            }
            return new Report(messages.size(), acknowledged, problems);
        });
    }

    private interface Play {
        Report on(Connection<ByteBuffer> connection) throws ExecutionException, InterruptedException;
    }

    private Report connected(Play play) throws ExecutionException, InterruptedException {
        try (Transport<ByteBuffer> transport = new TcpTransport<>(
                target.getHostString(),
                target.getPort(),
                Framing::none,
                ReceiveLimits.defaults(),
                TcpOptions.defaults())) {
            Connection<ByteBuffer> connection =
                    transport.connect().toCompletableFuture().get();
            try {
                return play.on(connection);
            } finally {
                var unused =
                        connection.close(CLOSE_WITHIN).toCompletableFuture().get();
            }
        }
    }
}
