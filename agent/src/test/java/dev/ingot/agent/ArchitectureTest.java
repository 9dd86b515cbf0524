package dev.ingot.agent;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.INTERFACES;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.simpleName;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.util.stream.Stream;

/** The arrows between the packages, as docs/architecture.md draws them. A package that is not there yet breaks no rule. */
@AnalyzeClasses(packages = "dev.ingot.agent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.ingot.agent.";

    @ArchTest
    static final ArchRule theJobKnowsWhatItWorksWith = sees("job",
        "grader", "image", "task", "resource", "metrics", "runtime", "session", "pool", "logging");

    @ArchTest
    static final ArchRule thePoolKnowsWhatAStationIsMadeOf = sees("pool", "grader", "task", "runtime", "background");

    @ArchTest
    static final ArchRule theGraderKnowsWhatItIsGiven = sees("grader", "image", "task", "resource", "runtime", "logging",
        "linux");

    @ArchTest
    static final ArchRule imagesKnowTheRuntimeThatListsThem = sees("image", "runtime");

    @ArchTest
    static final ArchRule resourcesKnowTheRuntimeThatUsesThemAndTheHost =
        sees("resource", "runtime", "logging", "linux", "background");

    @ArchTest
    static final ArchRule tasksKnowTheHost = sees("task", "linux");

    @ArchTest
    static final ArchRule metricsKnowWhatLogLinesSay = sees("metrics", "logging", "linux", "background");

    @ArchTest
    static final ArchRule prometheusKnowsTimelinesAndTheStatus = sees("metrics.prometheus", "metrics", "status", "background");

    @ArchTest
    static final ArchRule theStatusKnowsTimelines = sees("status", "metrics");

    @ArchTest
    static final ArchRule loggingKnowsNobody = sees("logging");

    @ArchTest
    static final ArchRule theSessionKnowsNativeCodeAndLoopsOnly = sees("session", "linux", "background");

    @ArchTest
    static final ArchRule theContractKnowsLoopsOnly = sees("runtime", "background");

    @ArchTest
    static final ArchRule loopsKnowNobody = sees("background");

    @ArchTest
    static final ArchRule nativeCodeKnowsNobody = sees("linux");

    @ArchTest
    static final ArchRule dockerKnowsTheContractAndTheHost = sees("runtime.docker", "runtime", "linux");

    @ArchTest
    static final ArchRule lxdKnowsTheContractAndTheHost = sees("runtime.lxd", "runtime", "linux", "runtime.lxd.client");

    @ArchTest
    static final ArchRule lxdsClientKnowsTheContractOnly = sees("runtime.lxd.client", "runtime");

    @ArchTest
    static final ArchRule theConfigurationKnowsRuntimesByNameOnly = sees("config", "session");

    @ArchTest
    static final ArchRule theJobKnowsTheSessionByItsInterfacesOnly = noClasses().that().resideInAPackage(ROOT + "job..")
        .should().dependOnClassesThat(resideInAPackage(ROOT + "session..").and(not(INTERFACES)));

    @ArchTest
    static final ArchRule onlyTheAssemblyKnowsARuntimeByItsKind = noClasses()
        .that().resideOutsideOfPackages(
            ROOT + "cli..", ROOT + "runtime.docker..", ROOT + "runtime.oci..", ROOT + "runtime.lxd..")
        .should().dependOnClassesThat().resideInAnyPackage(
            ROOT + "runtime.docker..", ROOT + "runtime.oci..", ROOT + "runtime.lxd..");

    @ArchTest
    static final ArchRule nobodyKnowsTheCommandLine = noClasses().that().resideOutsideOfPackage(ROOT + "cli..")
        .should().dependOnClassesThat().resideInAPackage(ROOT + "cli..");

    @ArchTest
    static final ArchRule nativeCallsAreInOnePlace = only("linux", "com.sun.jna..");

    @ArchTest
    static final ArchRule dockersClientIsWhereDockersImagesAndContainersAre = noClasses()
        .that().resideOutsideOfPackages(ROOT + "runtime.docker..", ROOT + "runtime.oci.store..")
        .should().dependOnClassesThat().resideInAPackage("com.github.dockerjava..");

    /** What containers may change is reached through {@code PinnedFolder}: a path with two names of theirs leads anywhere. */
    @ArchTest
    static final ArchRule theGraderOpensNoFileByItsPath = opensNoFile(resideInAPackage(ROOT + "grader.."));

    @ArchTest
    static final ArchRule whatFillsAJobsDirectoryWhileItsContainerRunsOpensNoFileByItsPath =
        opensNoFile(simpleName("Delivery"));

    @ArchTest
    static final ArchRule zeroMqIsInOnePlace = only("session", "org.zeromq..");

    /** An error in a plain platform thread ends the agent. */
    @ArchTest
    static final ArchRule platformThreadsOfJobsAreJobThreads = noClasses().that().resideInAnyPackage(ROOT + "job..",
        ROOT + "grader..", ROOT + "pool..", ROOT + "resource..", ROOT + "runtime.docker..", ROOT + "runtime.lxd..")
        .or().haveSimpleName("ChildProcess").or().haveSimpleName("UnixSocket").or().haveSimpleName("NetworkNamespace")
        .or().haveSimpleName("JobDirRemoval")
        .should().callMethod(Thread.class, "ofPlatform");

    @ArchTest
    static final ArchRule noArrowsGoRoundInCircles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    /** Somebody may turn the wall clock at any time; it says when something was, never how long it took. */
    @ArchTest
    static void silenceAndLimitsAreMeasuredOnTheMonotonicClock(JavaClasses classes) {
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(classes);
        noClasses().that().resideInAnyPackage(ROOT + "session..", ROOT + "resource..", ROOT + "pool..")
            .should().dependOnClassesThat().haveFullyQualifiedName("java.time.Instant")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.time.Clock").check(classes);
    }

    /** A package sees itself, the named ones, and what is not the agent's. */
    private static ArchRule sees(String name, String... others) {
        String[] seen = Stream.concat(Stream.of(name), Stream.of(others)).map(ROOT::concat).toArray(String[]::new);
        DescribedPredicate<JavaClass> unseen = resideInAPackage("dev.ingot.agent..").and(not(resideInAnyPackage(seen)));
        return noClasses().that().resideInAPackage(ROOT + name).should().dependOnClassesThat(unseen)
            .as(name + " sees " + String.join(", ", seen)).allowEmptyShould(true);
    }

    private static ArchRule opensNoFile(DescribedPredicate<? super JavaClass> those) {
        return noClasses().that(DescribedPredicate.describe(those.getDescription(), those::test)).should()
            .dependOnClassesThat().haveFullyQualifiedName("java.nio.file.Files")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.File")
            .orShould().dependOnClassesThat().haveNameMatching("java\\.io\\.(File|Random).*Stream|java\\.io\\.RandomAccessFile");
    }

    private static ArchRule only(String name, String library) {
        return noClasses().that().resideOutsideOfPackage(ROOT + name + "..")
            .should().dependOnClassesThat().resideInAPackage(library);
    }
}
