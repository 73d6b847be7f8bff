// SPDX-License-Identifier: Apache-2.0
package io.assaylink.hl7.message;

import java.lang.annotation.ElementType;
import java.lang.annotation.Target;

/** Marks a field that is unset until it is first needed. */
@Target({ElementType.TYPE_USE, ElementType.FIELD})
@interface Nullable {}
