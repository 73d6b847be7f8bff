// SPDX-License-Identifier: Apache-2.0
/**
 * Bounds under load: a server in a JVM of its own, and crowds of peers that mean it no good.
 *
 * <p>{@code mvn verify} runs the short versions, profile {@code load} the long ones. What is asserted holds on a slow machine
 * too; what is measured is printed.
 */
@NullMarked
package io.assaylink.transport.load;

import org.jspecify.annotations.NullMarked;
