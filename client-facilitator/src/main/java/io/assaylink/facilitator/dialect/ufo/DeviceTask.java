// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.dialect.ufo;

import java.util.Optional;

/**
 * {@code TASK}: what a device is to do. The server tells it how, in {@link CommandBatch}es.
 *
 * @param session its {@code session_id}; ends with {@link UfoDevice#end}
 * @param name {@code task_name}
 * @param request {@code user_request}
 */
public record DeviceTask(String session, Optional<String> name, String request) {

    /** What is asked for may be anybody's matter. */
    @Override
    public String toString() {
        return "DeviceTask[session=" + session + "]";
    }
}
