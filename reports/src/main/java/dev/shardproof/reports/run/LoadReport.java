package dev.shardproof.reports.run;

import java.util.List;
import java.util.Optional;

/**
 * What the clients sent and what came of it.
 *
 * @param profile the workload's name, e.g. {@code checkout}
 * @param offeredPerSecond the rate that the scenario asked for
 * @param offered operations that were due
 * @param acknowledged operations that the database confirmed
 * @param rejected operations that certainly did not happen
 * @param indeterminate operations that may have happened, e.g. a time-out after the commit was sent
 * @param notSent operations that were due and never left the load generator
 * @param retries extra attempts
 * @param application what the instances did, by phase; empty if they did not tell
 * @param model when operations began, in words, e.g. {@code 300/s} or {@code a closed model of 64 users}
 * @param driver how well the load generator kept its schedule from the baseline on; empty if that is not known
 */
public record LoadReport(
        String profile,
        double offeredPerSecond,
        long offered,
        long acknowledged,
        long rejected,
        long indeterminate,
        long notSent,
        long retries,
        String model,
        Optional<Driver> driver,
        List<ApplicationPhase> application) {

    /**
     * How well the load generator kept its schedule. An operation can begin late by its own fault, or because the target
     * was so slow that all threads were busy; these are kept apart.
     *
     * @param ownP50Micros the median delay that was its own fault, in the worst second
     * @param ownP99Micros the 99th percentile of these delays, in the worst second
     * @param ownMaxMicros the longest of these delays
     * @param late operations that were late by its own fault beyond what can be neglected, or were never sent
     * @param waited operations that waited for a slow target
     * @param waitMaxMicros the longest such wait
     * @param pauseMicros the longest pause of its JVM or its machine
     */
    public record Driver(
            long ownP50Micros,
            long ownP99Micros,
            long ownMaxMicros,
            long late,
            long waited,
            long waitMaxMicros,
            long pauseMicros) {}

    public LoadReport {
        application = application == null ? List.of() : List.copyOf(application); // reports of before have none
        Require.text(profile, "profile");
        Require.text(model, "model");
        Require.finite(offeredPerSecond, "offeredPerSecond");
        Require.notNegative(offered, "offered");
        Require.notNegative(acknowledged, "acknowledged");
        Require.notNegative(rejected, "rejected");
        Require.notNegative(indeterminate, "indeterminate");
        Require.notNegative(notSent, "notSent");
        Require.notNegative(retries, "retries");
    }
}
