// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.loopback;

import io.assaylink.transport.ConnectionObserver;
import io.assaylink.transport.ReceiveLimits;
import io.assaylink.transport.contract.ConnectionContract;
import io.assaylink.transport.contract.LineFraming;
import io.assaylink.transport.contract.LoopbackRig;
import io.assaylink.transport.contract.Rig;

/** The contract, in memory. */
class LoopbackContractTest extends ConnectionContract<String> {

    @Override
    protected Rig<String> open(ReceiveLimits limits, ConnectionObserver observer) {
        LoopbackTransport<String> transport = LoopbackTransport.inRealTime("contract", LineFraming::new, limits);
        transport.observe(observer, ConnectionObserver.NONE);
        LoopbackPair<String> pair = transport.pair();
        return new LoopbackRig<>(pair.near(), pair, (line, out) -> out.accept(line), transport::close);
    }
}
