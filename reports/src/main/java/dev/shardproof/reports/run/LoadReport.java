package dev.shardproof.reports.run;

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
 */
public record LoadReport(
        String profile,
        double offeredPerSecond,
        long offered,
        long acknowledged,
        long rejected,
        long indeterminate,
        long notSent,
        long retries) {

    public LoadReport {
        Require.text(profile, "profile");
        Require.finite(offeredPerSecond, "offeredPerSecond");
        Require.notNegative(offered, "offered");
        Require.notNegative(acknowledged, "acknowledged");
        Require.notNegative(rejected, "rejected");
        Require.notNegative(indeterminate, "indeterminate");
        Require.notNegative(notSent, "notSent");
        Require.notNegative(retries, "retries");
    }
}
