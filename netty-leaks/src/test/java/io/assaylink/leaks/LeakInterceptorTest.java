// SPDX-License-Identifier: Apache-2.0
package io.assaylink.leaks;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A run whose tests all pass and one of which leaks. */
class LeakInterceptorTest {

    private record Ended(int code, String said) {}

    private static Ended run(String method) throws Exception {
        Process run = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Dio.netty.leakDetection.level=paranoid",
                        "-Djunit.platform.launcher.interceptors.enabled=true",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Run.class.getName(),
                        method)
                .redirectErrorStream(true)
                .start();
        String said = new String(run.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Ended(run.waitFor(), said);
    }

    @Test
    void aLeakFailsTheRunThoughEveryTestPassed() throws Exception {
        Ended ended = run("forgetful");
        assertThat(ended.code()).as(ended.said()).isNotZero();
        assertThat(ended.said()).contains("LeakedBuffers").contains("PlantedLeak.forgetful");
    }

    @Test
    void aRunWithoutALeakEndsAsItDid() throws Exception {
        Ended ended = run("tidy");
        assertThat(ended.code()).as(ended.said()).isZero();
        assertThat(ended.said()).contains("1 passed");
    }
}
