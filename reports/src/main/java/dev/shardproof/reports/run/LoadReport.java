package dev.shardproof.reports.run;

import java.util.List;

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
        List<ApplicationPhase> application) {

    public LoadReport {
        application = application == null ? List.of() : List.copyOf(application); // reports of before have none
        Require.text(profile, "profile");
        Require.finite(offeredPerSecond, "offeredPerSecond");
        Require.notNegative(offered, "offered");
        Require.notNegative(acknowledged, "acknowledged");
        Require.notNegative(rejected, "rejected");
        Require.notNegative(indeterminate, "indeterminate");
        Require.notNegative(notSent, "notSent");
        Require.notNegative(retries, "retries");
    }

    /** A load whose application did not tell what it did. */
    public LoadReport(
            String profile,
            double offeredPerSecond,
            long offered,
            long acknowledged,
            long rejected,
            long indeterminate,
            long notSent,
            long retries) {
        this(profile, offeredPerSecond, offered, acknowledged, rejected, indeterminate, notSent, retries, List.of());
    }
}
