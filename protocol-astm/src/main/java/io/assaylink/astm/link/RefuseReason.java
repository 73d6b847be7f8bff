// SPDX-License-Identifier: Apache-2.0
package io.assaylink.astm.link;

/** Why a message is not taken. The instrument sees NAK in each case and keeps the message. */
public enum RefuseReason {
    /** The store failed or is full. */
    STORE_UNAVAILABLE,
    /** The message is not for us. */
    NOT_ACCEPTABLE,
    /** We are going down. */
    SHUTTING_DOWN
}
