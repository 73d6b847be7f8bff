// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.computehorde;

import static org.assertj.core.api.Assertions.assertThat;

import io.assaylink.facilitator.Phase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Label;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for the validator's side after any history of link, facilitator and time. */
class ComputeHordeV0Properties {
    private static final int JOBS = 4;
    private static final List<JobStatus> STATUSES = List.of(JobStatus.values());

    @Property(tries = 400)
    @Label("no update is lost or doubled, each job's keep their order, and no answer is ambiguous")
    void anyHistory(@ForAll @Size(max = 150) List<@IntRange(min = 0, max = 9_000) Integer> history) {
        VirtualValidator it = new VirtualValidator().start();
        for (int job = 0; job < JOBS - 1; job++) { // the last one is unknown there
            it.facilitator.jobs.add(VirtualValidator.job(job).toString());
        }
        int[] next = new int[JOBS];
        List<String> accepted = new ArrayList<>();
        Map<String, Integer> latest = new TreeMap<>();
        boolean refused = false;
        for (int step : history) {
            int value = step / 12;
            switch (step % 12) {
                case 0, 1 -> {
                    int job = value % JOBS;
                    if (next[job] < STATUSES.size()) {
                        JobStatus status = STATUSES.get(next[job]++);
                        accepted.add(VirtualValidator.job(job) + " " + status.wireName());
                        it.update(job, status).pass(Duration.ZERO);
                    }
                }
                case 2, 3 -> it.arrive();
                case 4, 5 -> it.answer();
                case 6 -> it.cut();
                case 7 -> it.link.forget();
                case 8 -> {
                    latest.put("m" + value % 3, step);
                    it.specs("m" + value % 3, step).pass(Duration.ZERO);
                }
                case 9 -> it.pass(Duration.ofMillis(value * 20L));
                case 10 -> {
                    if (value % 3 == 0) { // as silent when taken, and an answer without an id when not
                        it.facilitator.refusesSpecs = !it.facilitator.refusesSpecs;
                        refused = true;
                    } else {
                        it.frame(value % 3 == 1 ? "{" : "{\"type\":\"job.other\"}");
                    }
                }
                default -> it.listening = value % 3 != 0;
            }
        }
        it.listening = true;
        it.facilitator.refusesSpecs = false;
        for (int turns = 0; turns < 100 && !(it.phase() == Phase.READY && it.outbox.isEmpty()); turns++) {
            it.pass(Duration.ofSeconds(10)).settle();
        }
        it.settle();

        String unknown = VirtualValidator.job(JOBS - 1).toString();
        assertThat(it.outbox).isEmpty();
        assertThat(it.broken).isEmpty();
        assertThat(it.facilitator.applied)
                .containsExactlyElementsOf(accepted.stream()
                        .filter(entry -> !entry.startsWith(unknown))
                        .toList());
        assertThat(it.facilitator.timesApplied().values()).allMatch(times -> times == 1);
        assertThat(it.deadLetters).hasSize((int)
                accepted.stream().filter(entry -> entry.startsWith(unknown)).count());
        assertThat(it.deadLetters.values()).allMatch("job.not_found"::equals);
        if (refused) {
            return; // what was refused is said, and not sent again
        }
        latest.forEach((miner, value) -> assertThat(it.facilitator.specs.stream()
                        .filter(specs -> specs.startsWith(miner + " "))
                        .reduce((first, second) -> second))
                .contains(miner + " {\"v\":" + value + "}"));
    }
}
