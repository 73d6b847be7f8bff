// SPDX-License-Identifier: Apache-2.0
package io.assaylink.facilitator.hub;

import io.assaylink.facilitator.ClientOptions;
import io.assaylink.facilitator.FacilitatorClient;
import io.assaylink.facilitator.FacilitatorObserver;
import io.assaylink.facilitator.Frames;
import io.assaylink.facilitator.outbox.VolatileOutbox;
import io.assaylink.transport.loopback.LoopbackTransport;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;

class LoopbackHubTest extends HubContract {
    private final LoopbackTransport<ByteBuffer> transport = LoopbackTransport.inRealTime(
            "hub", LineFraming::new, ClientOptions.defaults("gw").receiveLimits());

    @Override
    DevelopmentHub hub(HubOptions options) throws HubStoreException {
        return DevelopmentHub.over(options, bound -> transport.server(), Frames.bytes());
    }

    @Override
    boolean carriesCloseCodes() {
        return false;
    }

    @Override
    FacilitatorClient client(ClientOptions options, VolatileOutbox outbox, FacilitatorObserver observer) {
        return FacilitatorClient.create(options, transport, Frames.bytes(), outbox, observer);
    }

    @AfterEach
    void release() {
        transport.close();
    }
}
