// SPDX-License-Identifier: Apache-2.0
package io.assaylink.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.assaylink.transport.Connection;
import io.assaylink.transport.reconnect.RetryPolicy;
import io.assaylink.transport.reconnect.TokenBucket;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Holds the arrows of ARCHITECTURE.md and the list of what is public. */
class ArchitectureTest {
    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .withImportOption(location -> !location.contains("/transport/contract/")) // of the test jar
            .withImportOption(location -> !location.contains("/io/assaylink/leaks/")) // watches tests
            .importPackages("io.assaylink");

    private static final Path PUBLIC_TYPES = Path.of("src/test/resources/public-types.txt");

    @Test
    void everyModuleIsLookedAt() {
        for (String name : List.of(
                "io.assaylink.astm.link.AstmLink",
                "io.assaylink.hl7.exchange.Exchange",
                "io.assaylink.hl7.hapi.HapiBridge",
                "io.assaylink.transport.Connection",
                "io.assaylink.transport.ws.WebSocketTransport",
                "io.assaylink.facilitator.FacilitatorClient",
                "io.assaylink.gateway.cli.Main")) {
            assertThat(ALL.contain(name)).as(name).isTrue();
        }
    }

    @Test
    @DisplayName("protocol-astm needs the JDK only")
    void astm() {
        classes()
                .that()
                .resideInAPackage("io.assaylink.astm..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.assaylink.astm..", "java..")
                .check(ALL);
    }

    @Test
    @DisplayName("protocol-hl7 needs the JDK only")
    void hl7() {
        classes()
                .that()
                .resideInAnyPackage(
                        "io.assaylink.hl7.mllp..",
                        "io.assaylink.hl7.dialect..",
                        "io.assaylink.hl7.edit..",
                        "io.assaylink.hl7.encoding..",
                        "io.assaylink.hl7.group..",
                        "io.assaylink.hl7.law..",
                        "io.assaylink.hl7.message..",
                        "io.assaylink.hl7.ack..",
                        "io.assaylink.hl7.batch..",
                        "io.assaylink.hl7.continuation..",
                        "io.assaylink.hl7.sequence..",
                        "io.assaylink.hl7.exchange..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage(
                        "io.assaylink.hl7.mllp..",
                        "io.assaylink.hl7.dialect..",
                        "io.assaylink.hl7.edit..",
                        "io.assaylink.hl7.encoding..",
                        "io.assaylink.hl7.group..",
                        "io.assaylink.hl7.law..",
                        "io.assaylink.hl7.message..",
                        "io.assaylink.hl7.ack..",
                        "io.assaylink.hl7.batch..",
                        "io.assaylink.hl7.continuation..",
                        "io.assaylink.hl7.sequence..",
                        "io.assaylink.hl7.exchange..",
                        "java..")
                .check(ALL);
    }

    @Test
    @DisplayName("protocols do no I/O, own no thread, read no clock and write no log")
    void sansIo() {
        noClasses()
                .that()
                .resideInAnyPackage("io.assaylink.astm..", "io.assaylink.hl7..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "java.net..", "java.nio.channels..", "java.util.logging..", "io.netty..", "org.slf4j..")
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(Thread.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.util.concurrent.Executor.class)
                .orShould()
                .dependOnClassesThat()
                .areAssignableTo(java.time.Clock.class)
                .orShould()
                .callMethod(System.class, "nanoTime")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .check(ALL);
    }

    @Test
    void transportsKnowNoProtocolAndNoClient() {
        noClasses()
                .that()
                .resideInAPackage("io.assaylink.transport..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "io.assaylink.astm..", "io.assaylink.hl7..", "io.assaylink.facilitator..", "tools.jackson..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.assaylink.transport", "io.assaylink.transport.tcp..", "io.assaylink.transport.reconnect..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.assaylink.transport.ws..")
                .check(ALL);
    }

    @Test
    @DisplayName("protocols meet transports in facilitator.instrument alone")
    void meetingPlace() {
        noClasses()
                .that()
                .resideInAnyPackage(
                        "io.assaylink.facilitator",
                        "io.assaylink.facilitator.session..",
                        "io.assaylink.facilitator.exchange..",
                        "io.assaylink.facilitator.shell..",
                        "io.assaylink.facilitator.dialect..",
                        "io.assaylink.facilitator.outbox..",
                        "io.assaylink.facilitator.hub..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.assaylink.astm..", "io.assaylink.hl7..")
                .check(ALL);
        noClasses()
                .that()
                .resideInAnyPackage("io.assaylink.facilitator.outbox..", "io.assaylink.facilitator.document..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.assaylink.transport..", "io.netty..")
                .check(ALL);
    }

    @Test
    @DisplayName("T19: nothing of ours pulls: one machine has the receiving half, and nobody else can get at it")
    void oneReceiver() {
        noClasses()
                .that()
                .resideInAnyPackage("io.assaylink.facilitator..", "io.assaylink.gateway..")
                .and()
                .resideOutsideOfPackage("io.assaylink.facilitator.conformance..") // plays the peer, one frame at a time
                .should()
                .callMethod(Connection.class, "inbound")
                .check(ALL);
    }

    @Test
    @DisplayName("how long to wait before the next attempt is computed in transport.reconnect alone")
    void delaysAreComputedInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.assaylink.transport.reconnect..")
                .should()
                .callMethod(Math.class, "pow", double.class, double.class)
                .orShould()
                .callMethodWhere(name(Set.of("delayedExecutor", "sleep", "parkNanos", "parkUntil")))
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackages(
                        "io.assaylink.transport.reconnect..", // jitter
                        "io.assaylink.transport.fault..", // faults to inject
                        "io.assaylink.gateway.sim..") // synthetic results
                .should()
                .callMethodWhere(name(Set.of("nextDouble", "nextFloat", "nextGaussian", "nextExponential")))
                .check(ALL);
        noClasses()
                .that()
                .resideOutsideOfPackage("io.assaylink.transport.reconnect..")
                .and()
                .doNotHaveFullyQualifiedName(
                        "io.assaylink.facilitator.session.PolicyBackOff") // a session's state is not a task
                .should()
                .callMethodWhere(name(RetryPolicy.class, Set.of("delay", "first", "row")))
                .orShould()
                .callMethodWhere(name(TokenBucket.class, Set.of("take")))
                .check(ALL);
    }

    private static DescribedPredicate<JavaMethodCall> name(Class<?> owner, Set<String> names) {
        return DescribedPredicate.describe(
                "target is one of " + names + " of " + owner.getSimpleName(),
                call -> call.getTargetOwner().isEquivalentTo(owner) && names.contains(call.getName()));
    }

    private static DescribedPredicate<JavaMethodCall> name(Set<String> names) {
        return DescribedPredicate.describe("target is named one of " + names, call -> names.contains(call.getName()));
    }

    @Test
    @DisplayName("X-7, T16: no deadline of a transport is measured with a clock that somebody may set")
    void noWallClock() {
        noClasses()
                .that()
                .resideInAPackage("io.assaylink.transport..")
                .and()
                .doNotHaveSimpleName("ClientHandshake") // a Retry-After that is a date is told by the wall clock
                .should()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethodWhere(name(Set.of("systemUTC", "systemDefaultZone")))
                .orShould()
                .callMethod(java.time.Instant.class, "now")
                .check(ALL);
    }

    @Test
    @DisplayName("packages form no cycle")
    void noCycles() {
        slices().matching("io.assaylink.(**)")
                .should()
                .beFreeOfCycles()
                // what is not exported behind the client takes and gives the client's public values
                .ignoreDependency(
                        resideInAnyPackage(
                                "io.assaylink.facilitator.session",
                                "io.assaylink.facilitator.exchange",
                                "io.assaylink.facilitator.shell",
                                "io.assaylink.facilitator.dialect.assaylink"),
                        resideInAPackage("io.assaylink.facilitator"))
                .check(ALL);
    }

    @Test
    void nothingDependsOnTheGateway() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.assaylink.gateway..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.assaylink.gateway..")
                .check(ALL);
    }

    @Test
    @DisplayName("what is public is what src/test/resources/public-types.txt promises")
    void publicTypes() throws IOException {
        List<String> found = ALL.stream()
                .filter(ArchitectureTest::isPublicAllTheWay)
                .map(JavaClass::getName)
                .filter(name -> !name.startsWith("io.assaylink.gateway."))
                .sorted()
                .toList();
        Files.createDirectories(Path.of("target"));
        Files.write(Path.of("target/public-types.txt"), found);
        assertThat(found)
                .as("public types changed: if that is meant, copy target/public-types.txt to " + PUBLIC_TYPES)
                .isEqualTo(Files.readAllLines(PUBLIC_TYPES));
    }

    private static boolean isPublicAllTheWay(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getSimpleName().isEmpty()
                && type.getEnclosingClass()
                        .map(ArchitectureTest::isPublicAllTheWay)
                        .orElse(true);
    }
}
