// SPDX-License-Identifier: Apache-2.0
package io.assaylink.transport.ws;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import org.slf4j.LoggerFactory;

/** What one class says in the log while this is open. */
final class LogLines implements AutoCloseable {
    static {
        Module own = LogLines.class.getModule();
        Module backend = LoggerFactory.getILoggerFactory().getClass().getModule();
        own.addReads(backend);
        if (backend.isNamed()) {
            own.addReads(backend.getLayer().findModule("ch.qos.logback.core").orElseThrow());
        }
    }

    private final Logger logger;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    LogLines(Class<?> of) {
        logger = (Logger) LoggerFactory.getLogger(of);
        logger.setLevel(Level.INFO);
        appender.start();
        logger.addAppender(appender);
    }

    List<String> lines() {
        return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    @Override
    public void close() {
        logger.setLevel(null);
        logger.detachAppender(appender);
        appender.stop();
    }
}
