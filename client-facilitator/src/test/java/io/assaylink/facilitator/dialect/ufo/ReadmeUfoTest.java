// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.Outcome;
import io.assaylink.facilitator.PendingReply;
import io.assaylink.transport.ws.WebSocketOptions;
import io.assaylink.transport.ws.WebSocketTransport;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The README's example of this dialect, run. */
@Timeout(60)
class ReadmeUfoTest {

    @Test
    void theExampleRuns() throws Exception {
        ScriptedUfoServer scripted = new ScriptedUfoServer();
        URI server = scripted.uri();
        String token = ScriptedUfoServer.TOKEN;
        Queue<DeviceTask> tasks = new ConcurrentLinkedQueue<>();

        UfoOptions edge = UfoOptions.defaults("edge-1");
        WebSocketTransport line = edge.webSocket(server, token, WebSocketOptions.defaults());
        UfoDevice device = UfoDevice.create(edge, line, Frames.webSocket(), FacilitatorObserver.NONE);
        device.onTask(tasks::add);
        device.onCommands(batch -> batch.commands().stream()
                .map(command -> command.succeeded(command.parameters().orElseThrow()))
                .toList());
        device.start();
        device.whenReady().toCompletableFuture().get(30, TimeUnit.SECONDS);

        UfoOptions options = UfoOptions.defaults("galaxy");
        WebSocketTransport transport = options.webSocket(server, token, WebSocketOptions.defaults());
        UfoConstellation constellation = UfoConstellation.create(options, FacilitatorObserver.NONE);
        constellation.add("edge-1", transport, Frames.webSocket());
        constellation.whenReady("edge-1").toCompletableFuture().get(30, TimeUnit.SECONDS);

        PendingReply task = constellation.task("edge-1", "echo", "say hello");
        Outcome outcome = task.outcome().toCompletableFuture().get();
        if (outcome instanceof Outcome.Reply reply) {
            System.out.println(TaskEnd.of(reply).status());
        }

        assertThat(outcome).isInstanceOf(Outcome.Reply.class);
        constellation.close(Duration.ofSeconds(5)).toCompletableFuture().get();
        device.close(Duration.ofSeconds(5)).toCompletableFuture().get();
        line.close();
        transport.close();
        scripted.close();
    }

    @Test
    void theExampleIsThis() throws Exception {
        String source = squeeze(
                Files.readString(Path.of("src/test/java/io/assaylink/facilitator/dialect/ufo/ReadmeUfoTest.java")));
        String readme = Files.readString(Path.of("README.md"));
        String section = readme.substring(readme.indexOf("### UFO"));
        String example = section.split("```", -1)[1].substring("java".length());
        assertThat(List.of(example.split(";\n", -1)))
                .hasSizeGreaterThan(8)
                .allSatisfy(statement -> assertThat(source).contains(squeeze(statement)));
    }

    private static String squeeze(String code) {
        return code.replaceAll("\\s+", "");
    }
}
