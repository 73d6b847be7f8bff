// SPDX-License-Identifier: Apache-2.0
package io.assaylink.leaks;

import org.junit.platform.engine.discovery.DiscoverySelectors;
import org.junit.platform.launcher.Launcher;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

/** Runs one method of {@link PlantedLeak} as Surefire would, in a JVM of its own. */
final class Run {
    private Run() {}

    public static void main(String[] method) {
        SummaryGeneratingListener passed = new SummaryGeneratingListener();
        Launcher launcher = LauncherFactory.create();
        launcher.execute(
                LauncherDiscoveryRequestBuilder.request()
                        .selectors(DiscoverySelectors.selectMethod(PlantedLeak.class, method[0]))
                        .build(),
                passed);
        System.out.println(passed.getSummary().getTestsSucceededCount() + " passed");
    }
}
