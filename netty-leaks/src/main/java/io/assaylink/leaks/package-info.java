// SPDX-License-Identifier: Apache-2.0
/**
 * Buffers that tests forgot.
 *
 * <p>Start at {@link io.assaylink.leaks.LeakInterceptor}. A module whose tests use Netty has this one as a test dependency; JUnit's
 * launcher finds it on the class path. It knows nothing else of this project.
 */
@NullMarked
package io.assaylink.leaks;

import org.jspecify.annotations.NullMarked;
