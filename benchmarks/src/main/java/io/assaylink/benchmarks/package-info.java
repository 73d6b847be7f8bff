// SPDX-License-Identifier: Apache-2.0

/**
 * JMH benchmarks of the hot paths, each beside what a good engineer writes by hand and the released peer there is.
 *
 * <p>Only ratios inside one run mean anything. Every benchmark verifies in its set-up that all sides do the same work.
 */
package io.assaylink.benchmarks;
