// SPDX-License-Identifier: Apache-2.0
package io.assaylink.benchmarks;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.assaylink.facilitator.envelope.Envelope;
import io.assaylink.facilitator.envelope.EnvelopeException;
import io.assaylink.facilitator.envelope.EnvelopeReader;
import io.assaylink.facilitator.envelope.EnvelopeWriter;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.json.JsonMapper;

/** From the bytes of a request of 1.6 KB to its handler, chosen by its type, which is given a record or the data as they came. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
public class EnvelopeBenchmark {
    private static final String TYPE = "io.assaylink.order.v1";
    private static final int ORDERS = 18;

    /** The data of a request. */
    public record Orders(String format, List<Order> orders) {}

    /** One of them. */
    public record Order(String specimen, List<String> tests, String priority, int rack) {}

    /** What a user of Jackson alone writes: the envelope as a record, its data by the type beside it. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Typed(
            String id,
            String type,

            @JsonTypeInfo(
                    use = JsonTypeInfo.Id.NAME,
                    include = JsonTypeInfo.As.EXTERNAL_PROPERTY,
                    property = "type",
                    visible = true)
            @JsonSubTypes({
                @JsonSubTypes.Type(value = Orders.class, name = TYPE),
                @JsonSubTypes.Type(value = Order.class, name = "other")
            })
            Object data) {}

    private final JsonMapper mapper = JsonMapper.builder().build();
    private final EnvelopeReader reader = new EnvelopeReader(16 << 20);
    private final ObjectReader orders = mapper.readerFor(Orders.class);
    private final ObjectReader typed = mapper.readerFor(Typed.class);
    private final Map<String, ToIntFunction<byte[]>> handlers = Map.of(
            "other",
            data -> 0,
            TYPE,
            data -> orders.<Orders>readValue(data).orders().size());
    private byte[] frame = new byte[0];

    /** Makes the frame and verifies that all candidates come to the same. */
    @Setup
    public void prepare() throws EnvelopeException {
        StringBuilder data = new StringBuilder("{\"format\":\"lab.order/1\",\"orders\":[");
        for (int i = 0; i < ORDERS; i++) {
            data.append(i == 0 ? "" : ",")
                    .append("{\"specimen\":\"S-261120-00")
                    .append(10 + i)
                    .append("\",\"tests\":[\"GLU\",\"K\",\"NA\"],\"priority\":\"R\",\"rack\":")
                    .append(i)
                    .append('}');
        }
        Instant time = Instant.parse("2026-01-01T00:00:00Z");
        frame = EnvelopeWriter.request(
                TYPE,
                "/hubs/main",
                "01JD4JC111",
                time,
                time.plusSeconds(8),
                Optional.of("chem-1"),
                data.append("]}").toString().getBytes(UTF_8));
        if (typed() != ORDERS || jsonTypeInfo() != ORDERS || readTree() != ORDERS || raw() < 1000) {
            throw new IllegalStateException("not the same work");
        }
    }

    /** One look at the envelope, the data as they came. */
    @Benchmark
    public int raw() throws EnvelopeException {
        Envelope.Message message = (Envelope.Message) reader.read(frame);
        return handlers.containsKey(message.type()) ? message.data().length : 0;
    }

    /** One look at the envelope, then the data bound to the handler's record. */
    @Benchmark
    public int typed() throws EnvelopeException {
        Envelope.Message message = (Envelope.Message) reader.read(frame);
        return handlers.getOrDefault(message.type(), data -> 0).applyAsInt(message.data());
    }

    /** Jackson's own polymorphism; it checks nothing of the envelope. */
    @Benchmark
    public int jsonTypeInfo() {
        Typed message = typed.readValue(frame);
        return message.data() instanceof Orders all ? all.orders().size() : 0;
    }

    /** The whole frame as a tree, then the data bound; it checks nothing of the envelope. */
    @Benchmark
    public int readTree() {
        JsonNode tree = mapper.readTree(frame);
        return tree.path("type").asString().equals(TYPE)
                ? mapper.treeToValue(tree.path("data"), Orders.class).orders().size()
                : 0;
    }
}
