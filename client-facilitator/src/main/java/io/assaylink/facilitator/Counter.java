// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator;

/** What a session counts. A bounded set: fit for metric labels. */
public enum Counter {
    CONNECT_ATTEMPT,
    /** The hub, or a proxy before it, answered the upgrade with another status than 101. */
    UPGRADE_REFUSED,
    EVENT_SENT,
    EVENT_SKIPPED,
    EVENT_REFUSED,
    EVENT_DEAD_LETTERED,
    /** The hub had it already, from a connection that ended before it said so. */
    EVENT_ALREADY_APPLIED,
    BAD_FRAME,
    UNKNOWN_KIND,
    /** A frame that has no place here: another side's, or of an earlier time. */
    UNEXPECTED_FRAME,
    STALE_ACK,
    /** The hub had forgotten, or never knew, who we are; it was told again. */
    AUTHENTICATED_AGAIN,
    HEARTBEAT_SENT,
    /** An error of the hub that names no request and could mean several. */
    UNATTRIBUTED_ERROR,
    REQUEST_SENT,
    REPLY,
    /** A reply after the request was answered. */
    DUPLICATE_REPLY,
    /** A reply after the request timed out or was cancelled. */
    LATE_REPLY,
    /** A reply to a request of an earlier connection. */
    FOREIGN_REPLY,
    /** A reply to an id that never was. */
    UNKNOWN_REPLY,
    /** A reply of another type than the request asked for. */
    WRONG_TYPE_REPLY,
    /** A reply on a connection that was not asked. */
    WRONG_PEER_REPLY,
    /** A constellation that has all the devices it may have was given one more. */
    DEVICE_REFUSED,
    REQUEST_SERVED,
    REQUEST_NOT_SERVED,
    HUB_EVENT_HANDLED,
    HUB_EVENT_REFUSED,
    HUB_EVENT_REPEATED,
    /** An event of the hub whose predecessor is missing: not taken, it comes again. */
    HUB_EVENT_GAP
}
