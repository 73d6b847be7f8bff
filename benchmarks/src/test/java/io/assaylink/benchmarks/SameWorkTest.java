// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The candidates of each benchmark do the same work: their set-up refuses to go on otherwise. */
class SameWorkTest {

    @Test
    void observationValues() throws Exception {
        ObservationValuesBenchmark benchmark = new ObservationValuesBenchmark();
        benchmark.observations = 50;
        benchmark.prepare();
        assertThat(benchmark.assaylink()).hasSize(50).first().isEqualTo("7.1");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1460, 1})
    void frameDecoder(int read) {
        FrameDecoderBenchmark benchmark = new FrameDecoderBenchmark();
        benchmark.read = read;
        benchmark.prepare();
        assertThat(benchmark.assaylink()).isEqualTo(benchmark.byHand()).isEqualTo(FrameDecoderBenchmark.FRAMES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"typical", "small"})
    void mllpDecoder(String size) throws Exception {
        MllpDecoderBenchmark benchmark = new MllpDecoderBenchmark();
        MllpDecoderBenchmark.Bulk bulk = new MllpDecoderBenchmark.Bulk();
        bulk.size = size;
        bulk.prepare();
        assertThat(benchmark.assaylink(bulk))
                .hasSize(MllpDecoderBenchmark.MESSAGES)
                .last()
                .isEqualTo(bulk.message);
    }

    @Test
    void mllpDecoderOfADocument() throws Exception {
        MllpDecoderBenchmark.Document document = new MllpDecoderBenchmark.Document();
        document.prepare();
        assertThat(new MllpDecoderBenchmark().documentAssaylink(document)).containsExactly(document.message);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 1000})
    void acknowledgment(int observations) {
        AcknowledgmentBenchmark benchmark = new AcknowledgmentBenchmark();
        benchmark.observations = observations;
        benchmark.prepare();
        assertThat(benchmark.assaylink().position()).isGreaterThan(100);
    }

    @ParameterizedTest
    @ValueSource(strings = {"assaylink", "jdk", "okhttp", "java-websocket"})
    void webSocket(String client) throws Exception {
        WebSocketBenchmark benchmark = new WebSocketBenchmark();
        benchmark.client = client;
        try {
            benchmark.prepare();
            assertThat(benchmark.manyInFlight()).isEqualTo(RoundTrips.REQUEST.length);
        } finally {
            benchmark.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"assaylink", "netty"})
    void tcp(String stack) throws Exception {
        TcpBenchmark benchmark = new TcpBenchmark();
        benchmark.stack = stack;
        try {
            benchmark.prepare();
            assertThat(benchmark.manyInFlight()).isEqualTo(RoundTrips.REQUEST.length);
        } finally {
            benchmark.close();
        }
    }

    @Test
    void envelope() throws Exception {
        EnvelopeBenchmark benchmark = new EnvelopeBenchmark();
        benchmark.prepare();
        assertThat(benchmark.typed()).isEqualTo(benchmark.readTree()).isEqualTo(benchmark.jsonTypeInfo());
    }

    @Test
    void requestReply() throws Exception {
        RequestReplyBenchmark benchmark = new RequestReplyBenchmark();
        benchmark.connect();
        assertThat(benchmark.together()).isEqualTo(256);
        assertThat(benchmark.eventToWire()).isEqualTo(1);
        benchmark.close();
    }

    @Test
    void durableAccept() throws Exception {
        DurableAcceptBenchmark benchmark = new DurableAcceptBenchmark();
        benchmark.batch = 32;
        benchmark.verify();
        assertThat(benchmark.assaylink()).isEqualTo(64);
        benchmark.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {1400, 65_536})
    void mask(int size) {
        MaskBenchmark benchmark = new MaskBenchmark();
        benchmark.size = size;
        benchmark.prepare();
        assertThat(benchmark.assaylink()).isEqualTo(benchmark.byHand()).isGreaterThan(size);
    }
}
