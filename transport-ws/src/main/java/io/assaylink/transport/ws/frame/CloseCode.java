// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws.frame;

/** RFC 6455 section 7.4. */
public final class CloseCode {
    public static final int NORMAL = 1000;
    public static final int PROTOCOL_ERROR = 1002;
    /** Never sent: the close frame held no code. */
    public static final int NONE = 1005;

    public static final int INVALID_PAYLOAD = 1007;
    public static final int POLICY = 1008;
    public static final int TOO_LARGE = 1009;
    public static final int INTERNAL = 1011;
    /** Of the registry that section 11.7 sets up: overloaded, the same may be sent again later. */
    public static final int TRY_AGAIN_LATER = 1013;

    private CloseCode() {}

    /** True where the code may stand in a close frame. */
    public static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }
}
