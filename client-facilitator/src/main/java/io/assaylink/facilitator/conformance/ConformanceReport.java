// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.conformance;

import io.assaylink.facilitator.conformance.CheckResult.Verdict;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * What a run found.
 *
 * @param hub what was connected to, never a credential
 * @param started when the run began
 * @param reached whether the hub took any connection at all
 * @param results in the order of the run
 */
public record ConformanceReport(String hub, Instant started, boolean reached, List<CheckResult> results) {
    private static final JsonFactory JSON = JsonFactory.builder().build();

    public ConformanceReport {
        results = List.copyOf(results);
    }

    public long count(Verdict verdict) {
        return results.stream().filter(result -> result.verdict() == verdict).count();
    }

    /** Nothing failed. What was skipped is not known: look at {@link #count}. */
    public boolean isConforming() {
        return count(Verdict.FAILED) == 0;
    }

    /** A line for each check, and one that counts. */
    public String text() {
        StringBuilder text = new StringBuilder();
        for (CheckResult result : results) {
            HubCheck check = result.check();
            text.append(String.format(
                    Locale.ROOT,
                    "%-7s %-21s %-4s %6d ms  %s%n",
                    result.verdict().name().toLowerCase(Locale.ROOT),
                    check.id(),
                    check.clause(),
                    result.took().toMillis(),
                    check.title()));
            if (!result.reason().isEmpty()) {
                text.append("        ").append(result.reason()).append(System.lineSeparator());
            }
        }
        return text.append(String.format(
                        Locale.ROOT,
                        "%d passed, %d failed, %d skipped: %s%n",
                        count(Verdict.PASSED),
                        count(Verdict.FAILED),
                        count(Verdict.SKIPPED),
                        hub))
                .toString();
    }

    /** The same as one JSON document, {@code hub.conformance/1}. */
    public String json() {
        ByteArrayOutputStream out = new ByteArrayOutputStream(4096);
        try (JsonGenerator json = JSON.createGenerator(ObjectWriteContext.empty(), out)) {
            json.writeStartObject();
            json.writeStringProperty("format", "hub.conformance/1");
            json.writeStringProperty("hub", hub);
            json.writeStringProperty("started", started.toString());
            json.writeBooleanProperty("reached", reached);
            for (Verdict verdict : Verdict.values()) {
                json.writeNumberProperty(verdict.name().toLowerCase(Locale.ROOT), count(verdict));
            }
            json.writeArrayPropertyStart("checks");
            for (CheckResult result : results) {
                json.writeStartObject();
                json.writeStringProperty("id", result.check().id());
                json.writeStringProperty("clause", result.check().clause());
                json.writeStringProperty("title", result.check().title());
                json.writeStringProperty("verdict", result.verdict().name().toLowerCase(Locale.ROOT));
                json.writeStringProperty("reason", result.reason());
                json.writeNumberProperty("millis", result.took().toMillis());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        return out.toString(StandardCharsets.UTF_8);
    }
}
