// SPDX-License-Identifier: Apache-2.0
/**
 * What goes wrong, and where: values, before any of it happens.
 *
 * <p>Start at {@link io.assaylink.transport.fault.plan.FaultPlan}: a script of
 * {@linkplain io.assaylink.transport.fault.plan.Fault faults}, byte by byte, or a random one that its seed repeats.
 * {@link io.assaylink.transport.fault.plan.FaultEvent} is one that befell.
 *
 * <p>This package knows no connection.
 */
@NullMarked
package io.assaylink.transport.fault.plan;

import org.jspecify.annotations.NullMarked;
