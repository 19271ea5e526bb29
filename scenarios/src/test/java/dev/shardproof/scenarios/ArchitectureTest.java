package dev.shardproof.scenarios;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import dev.shardproof.simulator.cluster.registry.RunRegistry;
import java.time.Instant;
import java.util.Random;

/** The arrows between the parts, and what is banned where, each with what to use instead. */
@AnalyzeClasses(packages = "dev.shardproof", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {

    private static final String SIMULATOR = "dev.shardproof.simulator..";
    private static final String VERIFIER = "dev.shardproof.verifier..";
    private static final String LOADGEN = "dev.shardproof.loadgen..";
    private static final String REPORTS = "dev.shardproof.reports..";
    private static final String SCENARIOS = "dev.shardproof.scenarios..";
    private static final String CLI = "dev.shardproof.scenarios.cli..";
    private static final String WIRING = "dev.shardproof.scenarios.wiring..";

    @ArchTest
    static final ArchRule theMoverKnowsNothingOfTheRest = noClasses()
            .that()
            .resideInAPackage(SIMULATOR)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(VERIFIER, LOADGEN, REPORTS, SCENARIOS)
            .because("a wrong hash in the mover must not be able to hide itself from its own judge");

    @ArchTest
    static final ArchRule theJudgeStandsAlone = noClasses()
            .that()
            .resideInAPackage(VERIFIER)
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(SIMULATOR, LOADGEN, REPORTS, SCENARIOS)
            .because("the verifier runs alone, against any databases");

    @ArchTest
    static final ArchRule reportsKnowOnlyVerdicts = noClasses()
            .that()
            .resideInAPackage(REPORTS)
            .should()
            .dependOnClassesThat(are(resideInAPackage("dev.shardproof.."))
                    .and(not(resideInAnyPackage(
                            REPORTS, "dev.shardproof.verifier.check", "dev.shardproof.verifier.report"))))
            .because(
                    "a report is made of verdicts and figures; hand them over as records of reports.run or verifier.report");

    @ArchTest
    static final ArchRule loadKnowsOnlyVerdictsAndHistories = noClasses()
            .that()
            .resideInAPackage(LOADGEN)
            .should()
            .dependOnClassesThat(are(resideInAPackage("dev.shardproof.."))
                    .and(not(resideInAnyPackage(
                            LOADGEN, "dev.shardproof.verifier.check", "dev.shardproof.verifier.history"))))
            .because("load reaches the shards through the port loadgen.workload.Target");

    @ArchTest
    static final ArchRule packagesHaveNoCycles =
            slices().matching("dev.shardproof.(**)").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule onlyOnePackageKnowsGatling = noClasses()
            .that()
            .resideOutsideOfPackage("dev.shardproof.loadgen.gatling..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.gatling..", "scala..")
            .because("Gatling's internals change with its versions; go through loadgen.gatling");

    @ArchTest
    static final ArchRule databasesAreTouchedAtTheEdge = noClasses()
            .that()
            .resideOutsideOfPackages(
                    "dev.shardproof.verifier.source..",
                    "dev.shardproof.simulator.cluster..",
                    "dev.shardproof.simulator.dataset..",
                    "dev.shardproof.simulator.client..",
                    "dev.shardproof.simulator.fault.probe..",
                    "dev.shardproof.simulator.fault.data..",
                    "dev.shardproof.simulator.fault.server..",
                    "dev.shardproof.simulator.routing.postgres..",
                    "dev.shardproof.simulator.migration.postgres..",
                    "dev.shardproof.scenarios.server..",
                    WIRING)
            .should()
            .dependOnClassesThat()
            .resideInAPackage("java.sql..")
            .because("SQL belongs to the IO edge; use a port");

    @ArchTest
    static final ArchRule nobodyReapsWithoutHealingFirst = noClasses()
            .that()
            .doNotHaveFullyQualifiedName("dev.shardproof.scenarios.wiring.cluster.DeadRuns")
            .should()
            .callMethod(RunRegistry.class, "reapDead")
            .because("with a dead run's folder goes what says how its faults are healed; call DeadRuns.cleanUp");

    @ArchTest
    static final ArchRule timeComesByConstructor = noClasses()
            .that()
            .resideOutsideOfPackages(CLI, WIRING)
            .should()
            .callMethod(Instant.class, "now")
            .orShould()
            .callMethod(System.class, "currentTimeMillis")
            .because("time enters by constructor: take a java.time.InstantSource");

    @ArchTest
    static final ArchRule randomnessIsSeeded = noClasses()
            .should()
            .callConstructor(Random.class)
            .orShould()
            .callMethod(Math.class, "random")
            .because("every random number must follow from the scenario's seed: take a RandomGenerator");

    @ArchTest
    static final ArchRule onlyTheCommandLineEndsTheProcess = noClasses()
            .that()
            .resideOutsideOfPackages(CLI)
            .and()
            .doNotHaveSimpleName("LoadMain") // the entry point of the other process
            .should()
            .callMethod(System.class, "exit", int.class)
            .because("the exit code is the command line's: return or throw");

    @ArchTest
    static final ArchRule onlyTheCommandLinePrints = noClasses()
            .that()
            .resideOutsideOfPackages(CLI)
            .should()
            .accessField(System.class, "out")
            .orShould()
            .accessField(System.class, "err")
            .because("libraries do not print: return it, log it by slf4j, or take an Appendable");

    @ArchTest
    static final ArchRule namesSayWhatAThingIs = noClasses()
            .should()
            .haveSimpleNameEndingWith("Utils")
            .orShould()
            .haveSimpleNameEndingWith("Util")
            .orShould()
            .haveSimpleNameEndingWith("Helper")
            .orShould()
            .haveSimpleNameEndingWith("Impl")
            .orShould()
            .resideInAnyPackage("..util..", "..utils..", "..common..", "..helper..", "..impl..")
            .because("name the idea, or what tells this implementation from the others");

    @ArchTest
    static final ArchRule moneyIsExact = classes()
            .that()
            .resideInAnyPackage(LOADGEN, "dev.shardproof.simulator.dataset..")
            .should(notHaveFieldsOfMoneyAsFloatingPoint());

    private static ArchCondition<JavaClass> notHaveFieldsOfMoneyAsFloatingPoint() {
        return new ArchCondition<>("not keep money in floating point; use BigDecimal or cents in a long") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                type.getFields().stream()
                        .filter(field -> field.getName().matches("(?i).*(amount|balance|price|money).*"))
                        .filter(field -> field.getRawType().getName().matches("double|float|java.lang.(Double|Float)"))
                        .forEach(field -> events.add(SimpleConditionEvent.violated(
                                field,
                                field.getFullName() + " is "
                                        + field.getRawType().getName())));
            }
        };
    }
}
