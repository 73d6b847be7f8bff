// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.outbox;

class VolatileOutboxTest extends OutboxContract {

    @Override
    protected Outbox make(OutboxOptions options) {
        return new VolatileOutbox(options);
    }
}
