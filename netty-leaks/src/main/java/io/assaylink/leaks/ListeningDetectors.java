// SPDX-License-Identifier: Apache-2.0
package io.assaylink.leaks;

import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetectorFactory;
import java.util.function.Consumer;

/** Makes detectors that tell what they find, whether or not anybody logs it. */
final class ListeningDetectors extends ResourceLeakDetectorFactory {
    private final Consumer<String> found;

    ListeningDetectors(Consumer<String> found) {
        this.found = found;
    }

    @Override
    @SuppressWarnings("deprecation") // the method that has to be overridden
    public <T> ResourceLeakDetector<T> newResourceLeakDetector(
            Class<T> resource, int samplingInterval, long maxActive) {
        return new Listening<>(resource, samplingInterval, found);
    }

    private static final class Listening<T> extends ResourceLeakDetector<T> {
        private final Consumer<String> found;

        @SuppressWarnings("deprecation") // the others are, too
        Listening(Class<?> resource, int samplingInterval, Consumer<String> found) {
            super(resource, samplingInterval);
            this.found = found;
        }

        @Override
        protected boolean needReport() {
            return true;
        }

        @Override
        protected void reportTracedLeak(String resource, String records) {
            super.reportTracedLeak(resource, records);
            found.accept(resource + records);
        }

        @Override
        protected void reportUntracedLeak(String resource) {
            super.reportUntracedLeak(resource);
            found.accept(resource);
        }
    }
}
