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
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The allowed dependencies between packages, as docs/architecture.md draws them. */
@AnalyzeClasses(packages = "dev.ingot.agent", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String ROOT = "dev.ingot.agent.";

    @ArchTest
    static final ArchRule jobDependencies = dependsOnlyOn("job",
        "grader", "image", "task", "limits", "telemetry", "runtime", "session", "sandbox", "student", "logging");

    @ArchTest
    static final ArchRule sandboxDependencies = dependsOnlyOn("sandbox", "student", "task", "runtime", "background");

    @ArchTest
    static final ArchRule studentDependencies = dependsOnlyOn("student",
        "grader", "image", "task", "limits", "runtime", "logging", "linux");

    @ArchTest
    static final ArchRule graderDependencies = dependsOnlyOn("grader", "limits", "runtime", "logging");

    @ArchTest
    static final ArchRule imageDependencies = dependsOnlyOn("image", "runtime");

    @ArchTest
    static final ArchRule limitsDependencies =
        dependsOnlyOn("limits", "runtime", "logging", "linux", "background");

    @ArchTest
    static final ArchRule taskDependencies = dependsOnlyOn("task", "linux");

    @ArchTest
    static final ArchRule telemetryDependencies = dependsOnlyOn("telemetry", "logging", "linux", "background");

    @ArchTest
    static final ArchRule prometheusDependencies = dependsOnlyOn("telemetry.prometheus", "telemetry");

    @ArchTest
    static final ArchRule openTelemetryDependencies = dependsOnlyOn("telemetry.opentelemetry", "telemetry");

    @ArchTest
    static final ArchRule statusDependencies = dependsOnlyOn("status", "telemetry", "background");

    @ArchTest
    static final ArchRule doctorDependencies = dependsOnlyOn("doctor",
        "config", "config.source", "image", "task", "runtime", "session", "linux");

    @ArchTest
    static final ArchRule loggingHasNoDependencies = dependsOnlyOn("logging");

    @ArchTest
    static final ArchRule sessionDependencies = dependsOnlyOn("session", "linux", "background");

    @ArchTest
    static final ArchRule runtimeContractDependencies = dependsOnlyOn("runtime", "background", "config.source");

    @ArchTest
    static final ArchRule backgroundHasNoDependencies = dependsOnlyOn("background");

    @ArchTest
    static final ArchRule linuxHasNoDependencies = dependsOnlyOn("linux");

    @ArchTest
    static final ArchRule dockerRuntimeDependencies = dependsOnlyOn("runtime.docker", "runtime", "linux", "config.source");

    @ArchTest
    static final ArchRule lxdRuntimeDependencies = dependsOnlyOn("runtime.lxd",
        "runtime", "linux", "runtime.lxd.client", "config.source");

    /** Its own packages do not read the configuration. */
    @ArchTest
    static final ArchRule ociRuntimeDependencies = dependsOnlyOn("runtime.oci", "runtime", "linux", "background",
        "config.source", "runtime.oci.bundle", "runtime.oci.network", "runtime.oci.root", "runtime.oci.store");

    @ArchTest
    static final ArchRule lxdClientDependencies = dependsOnlyOn("runtime.lxd.client", "runtime");

    @ArchTest
    static final ArchRule configDependencies = dependsOnlyOn("config", "session", "config.source", "runtime");

    @ArchTest
    static final ArchRule configUsesOnlyInterfacesOfRuntime = noClasses().that().resideInAPackage(ROOT + "config..")
        .should().dependOnClassesThat(resideInAPackage(ROOT + "runtime..").and(not(INTERFACES)));

    @ArchTest
    static final ArchRule configSourceHasNoDependencies = dependsOnlyOn("config.source");

    @ArchTest
    static final ArchRule jobUsesOnlyInterfacesOfSession = noClasses().that().resideInAPackage(ROOT + "job..")
        .should().dependOnClassesThat(resideInAPackage(ROOT + "session..").and(not(INTERFACES)));

    /** The image command works on the image store and on LXD's image archives. */
    @ArchTest
    static final ArchRule onlyTheProviderListUsesConcreteRuntimes = noClasses()
        .that().resideOutsideOfPackages(ROOT + "runtime.docker..", ROOT + "runtime.oci..", ROOT + "runtime.lxd..")
        .and().doNotHaveSimpleName("RuntimeProviders")
        .and().haveNameNotMatching(Pattern.quote(ROOT + "cli.ImageCommand") + ".*")
        .should().dependOnClassesThat(resideInAnyPackage(
            ROOT + "runtime.docker..", ROOT + "runtime.oci..", ROOT + "runtime.lxd..")
            .and(not(resideInAPackage(ROOT + "runtime.oci.store"))));

    /** The image store is shared by all runtimes that run its images. */
    @ArchTest
    static final ArchRule onlyAppAndCliUseTheImageStore = noClasses()
        .that().resideOutsideOfPackages(ROOT + "app", ROOT + "cli", ROOT + "runtime.oci..", ROOT + "runtime.lxd..")
        .should().dependOnClassesThat().resideInAPackage(ROOT + "runtime.oci.store");

    @ArchTest
    static final ArchRule nothingDependsOnCli = noClasses().that().resideOutsideOfPackage(ROOT + "cli..")
        .should().dependOnClassesThat().resideInAPackage(ROOT + "cli..");

    @ArchTest
    static final ArchRule onlyLinuxUsesJna = isUsedOnlyIn("linux", "com.sun.jna..");

    @ArchTest
    static final ArchRule onlyDockerAndImageStoreUseDockerJava = noClasses()
        .that().resideOutsideOfPackages(ROOT + "runtime.docker..", ROOT + "runtime.oci.store..")
        .should().dependOnClassesThat().resideInAPackage("com.github.dockerjava..");

    /** What containers may change is reached through {@code PinnedFolder}: a path with two names of theirs leads anywhere. */
    @ArchTest
    static final ArchRule graderOpensNoFilesByPath = opensNoFile(resideInAnyPackage(ROOT + "grader..", ROOT + "student.."));

    @ArchTest
    static final ArchRule deliveryOpensNoFilesByPath =
        opensNoFile(simpleName("StagedTaskMover"));

    @ArchTest
    static final ArchRule onlySessionUsesZeroMq = isUsedOnlyIn("session", "org.zeromq..");

    /** An error in a plain platform thread ends the agent. */
    @ArchTest
    static final ArchRule platformThreadsOfJobsAreJobThreads = noClasses().that().resideInAnyPackage(ROOT + "job..",
        ROOT + "grader..", ROOT + "student..", ROOT + "sandbox..", ROOT + "limits..", ROOT + "runtime.docker..",
        ROOT + "runtime.lxd..")
        .or().haveSimpleName("ChildProcess").or().haveSimpleName("UnixSocket").or().haveSimpleName("NetworkNamespace")
        .or().haveSimpleName("JobDirRemoval")
        .should().callMethod(Thread.class, "ofPlatform");

    @ArchTest
    static final ArchRule packagesHaveNoCycles = slices().matching(ROOT + "(**)").should().beFreeOfCycles();

    /** An administrator may set the wall clock at any time: it tells when something happened, never how long it took. */
    @ArchTest
    static void durationsUseTheMonotonicClock(JavaClasses classes) {
        noClasses().should().callMethod(System.class, "currentTimeMillis").check(classes);
        noClasses().that().resideInAnyPackage(ROOT + "session..", ROOT + "limits..", ROOT + "sandbox..")
            .should().dependOnClassesThat().haveFullyQualifiedName("java.time.Instant")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.time.Clock").check(classes);
    }

    /** A package sees itself, the named ones, and what is not the agent's. */
    private static ArchRule dependsOnlyOn(String name, String... others) {
        String[] seen = Stream.concat(Stream.of(name), Stream.of(others)).map(ROOT::concat).toArray(String[]::new);
        DescribedPredicate<JavaClass> unseen = resideInAPackage("dev.ingot.agent..").and(not(resideInAnyPackage(seen)));
        return noClasses().that().resideInAPackage(ROOT + name).should().dependOnClassesThat(unseen)
            .as(name + " sees " + String.join(", ", seen));
    }

    private static ArchRule opensNoFile(DescribedPredicate<? super JavaClass> those) {
        return noClasses().that(DescribedPredicate.describe(those.getDescription(), those::test)).should()
            .dependOnClassesThat().haveFullyQualifiedName("java.nio.file.Files")
            .orShould().dependOnClassesThat().haveFullyQualifiedName("java.io.File")
            .orShould().dependOnClassesThat().haveNameMatching("java\\.io\\.(File|Random).*Stream|java\\.io\\.RandomAccessFile");
    }

    private static ArchRule isUsedOnlyIn(String name, String library) {
        return noClasses().that().resideOutsideOfPackage(ROOT + name + "..")
            .should().dependOnClassesThat().resideInAPackage(library);
    }
}
