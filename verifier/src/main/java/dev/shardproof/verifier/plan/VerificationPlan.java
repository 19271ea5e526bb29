package dev.shardproof.verifier.plan;

import dev.shardproof.verifier.table.ImageForm;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a verification does, apart from where: which tables, which checks, how politely. Servers are given besides.
 *
 * @param tables which tables
 * @param topology who owns which keys; empty leaves the placement unchecked
 * @param checks which checks
 * @param compare what of a value must be equal
 * @param sample how much the sampled checksum must promise
 * @param live how to treat tables that are being written to
 * @param manners how to spare the servers
 * @param seed decides which rows are drawn
 * @param allowWritableRole judge although the role could write
 * @param showValues show values in findings instead of keyed hashes of them
 * @param selfTest prove on a sandbox that each check sees what it claims to see
 */
public record VerificationPlan(
        TableRules tables,
        Optional<Topology> topology,
        Set<CheckName> checks,
        ImageForm compare,
        SampleSettings sample,
        LiveSettings live,
        Manners manners,
        long seed,
        boolean allowWritableRole,
        boolean showValues,
        boolean selfTest) {

    /** Every table that stands still, all standard checks. */
    public static final VerificationPlan DEFAULT = new VerificationPlan(
            TableRules.ALL,
            Optional.empty(),
            CheckName.standard(),
            ImageForm.EXACT,
            SampleSettings.DEFAULT,
            LiveSettings.STILL,
            Manners.DEFAULT,
            1,
            false,
            false,
            false);

    public VerificationPlan {
        Objects.requireNonNull(tables, "tables is null");
        Objects.requireNonNull(topology, "topology is null");
        checks = checks.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(checks));
        Objects.requireNonNull(compare, "compare is null");
        Objects.requireNonNull(sample, "sample is null");
        Objects.requireNonNull(live, "live is null");
        Objects.requireNonNull(manners, "manners is null");
        if (checks.isEmpty()) {
            throw new IllegalArgumentException("no check is asked for: nothing would be judged");
        }
        if (live.live() && checks.contains(CheckName.SAMPLED_CHECKSUM)) {
            throw new IllegalArgumentException(
                    "the sampled checksum holds two moments against each other, so it can not judge"
                            + " tables that are written to meanwhile: leave it out, the full checksum can");
        }
        if (checks.contains(CheckName.PLACEMENT) && topology.isEmpty()) {
            throw new IllegalArgumentException(
                    "the placement can only be checked against a topology: say which target owns which keys");
        }
    }

    /** The same plan with other {@link #tables()}. */
    public VerificationPlan withTables(TableRules tables) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #topology()}. */
    public VerificationPlan withTopology(Topology topology) {
        return new VerificationPlan(
                tables,
                Optional.of(topology),
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #checks()}. */
    public VerificationPlan withChecks(Set<CheckName> checks) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #compare()}. */
    public VerificationPlan withCompare(ImageForm compare) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #sample()}. */
    public VerificationPlan withSample(SampleSettings sample) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #live()}. */
    public VerificationPlan withLive(LiveSettings live) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #manners()}. */
    public VerificationPlan withManners(Manners manners) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #seed()}. */
    public VerificationPlan withSeed(long seed) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #allowWritableRole()}. */
    public VerificationPlan withWritableRoleAllowed(boolean allowWritableRole) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #showValues()}. */
    public VerificationPlan withShowValues(boolean showValues) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }

    /** The same plan with other {@link #selfTest()}. */
    public VerificationPlan withSelfTest(boolean selfTest) {
        return new VerificationPlan(
                tables,
                topology,
                checks,
                compare,
                sample,
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
    }
}
