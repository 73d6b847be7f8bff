// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.hapi;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Connection;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.model.v251.message.ACK;
import ca.uhn.hl7v2.model.v251.message.ORU_R01;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.validation.impl.ValidationContextFactory;
import io.assaylink.hl7.ack.AckCode;
import io.assaylink.hl7.exchange.ExchangeEvent;
import io.assaylink.hl7.message.Hl7Message;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** HAPI's own server and client against our exchange, over loopback: none lost, none out of order, none invented. */
class HapiInteropTest {

    private static final int MESSAGES = 10_000;
    private static final List<String> IDS =
            IntStream.rangeClosed(1, MESSAGES).mapToObj(n -> "W-" + n).toList();

    private final HapiContext context = new DefaultHapiContext(ValidationContextFactory.noValidation());

    @AfterEach
    void close() throws IOException {
        context.close();
    }

    private static Hl7Message result(String id) {
        return Hl7Message.of(("MSH|^~\\&|AN|LAB|LIS|HUB|20240131||ORU^R01^ORU_R01|" + id
                        + "|P|2.5.1\rPID|1||P9\rOBR|1|||GLU\rOBX|1|NM|GLU||5.4\r")
                .getBytes(ISO_8859_1));
    }

    /** Keeps MSH-10 of what it accepts. */
    private static final class Store implements ReceivingApplication<Message> {
        final List<String> ids = Collections.synchronizedList(new ArrayList<>());

        @Override
        public Message processMessage(Message message, Map<String, Object> about) throws HL7Exception {
            ids.add(((ORU_R01) message).getMSH().getMessageControlID().getValue());
            try {
                return message.generateACK();
            } catch (IOException e) {
                throw new HL7Exception(e);
            }
        }

        @Override
        public boolean canProcess(Message message) {
            return message instanceof ORU_R01;
        }
    }

    @Test
    @DisplayName("10,000 messages to HAPI's server")
    void toHapisServer() throws Exception {
        Store store = new Store();
        HL7Service server = context.newServer(freePort(), false);
        server.registerApplication(store);
        server.startAndWait();
        List<ExchangeEvent> ends = new ArrayList<>();
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port(server))) {
            BlockingPeer peer = new BlockingPeer(socket);
            for (String id : IDS) {
                peer.exchange.send(result(id), System.nanoTime(), peer.events::add);
            }
            peer.run(() -> ends.size() == MESSAGES, (self, event) -> ends.add(event));
        } finally {
            server.stopAndWait();
        }
        assertThat(store.ids).isEqualTo(IDS);
        assertThat(ends)
                .hasSize(MESSAGES)
                .allSatisfy(event -> assertThat(event)
                        .isInstanceOfSatisfying(
                                ExchangeEvent.Answered.class,
                                answered -> assertThat(answered.code()).isEqualTo(Optional.of(AckCode.AA))));
        assertThat(ends)
                .extracting(event ->
                        ((ExchangeEvent.Answered) event).message().get("MSA-2").text())
                .isEqualTo(IDS);
    }

    @Test
    @DisplayName("10,000 messages of HAPI's client")
    void ofHapisClient() throws Exception {
        List<String> stored = new ArrayList<>();
        List<ExchangeEvent> others = new ArrayList<>();
        try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            CompletableFuture<Boolean> served = CompletableFuture.supplyAsync(() -> {
                try (Socket socket = listening.accept()) {
                    new BlockingPeer(socket).run(() -> stored.size() == MESSAGES, (self, event) -> {
                        if (event instanceof ExchangeEvent.Delivered delivered) {
                            stored.add(delivered.message().controlId().text());
                            self.exchange.accept(delivered.hold(), System.nanoTime(), self.events::add);
                        } else {
                            others.add(event);
                        }
                    });
                    return true;
                } catch (IOException e) {
                    return false;
                }
            });
            Connection connection = context.newClient(
                    InetAddress.getLoopbackAddress().getHostAddress(), listening.getLocalPort(), false);
            connection.getInitiator().setTimeout(60, TimeUnit.SECONDS);
            ORU_R01 message = (ORU_R01) HapiBridge.typed().toHapi(result("W-0"));
            for (String id : IDS) {
                message.getMSH().getMessageControlID().setValue(id);
                ACK answer = (ACK) connection.getInitiator().sendAndReceive(message);
                assertThat(answer.getMSA().getAcknowledgmentCode().getValue()).isEqualTo("AA");
                assertThat(answer.getMSA().getMessageControlID().getValue()).isEqualTo(id);
            }
            connection.close();
            assertThat(served.get(60, TimeUnit.SECONDS)).isTrue();
        }
        assertThat(stored).isEqualTo(IDS);
        assertThat(others).isEmpty();
    }

    private int chosen;

    private int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            chosen = free.getLocalPort();
            return chosen;
        }
    }

    private int port(HL7Service server) {
        assertThat(server.isRunning()).isTrue();
        return chosen;
    }
}
