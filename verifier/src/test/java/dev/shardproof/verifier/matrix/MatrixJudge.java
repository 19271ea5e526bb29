package dev.shardproof.verifier.matrix;

import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.plan.SampleSettings;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.table.ImageForm;
import dev.shardproof.verifier.verification.Verification;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;

/** Asks the verifier as a user does, for every check that it has. */
final class MatrixJudge {

    private MatrixJudge() {}

    static VerificationReport judge(
            TableRules rules,
            ImageForm compare,
            MatrixTopology topology,
            List<ShardDatabase> sources,
            List<ShardDatabase> targets)
            throws Exception {
        VerificationPlan plan = new VerificationPlan(
                rules,
                Optional.of(topology.onTargets()),
                EnumSet.allOf(CheckName.class),
                compare,
                SampleSettings.DEFAULT, // more rows than there are, so every row is looked at
                LiveSettings.STILL,
                Manners.DEFAULT,
                1,
                true,
                false,
                false);
        Verification verification = Verification.of(plan);
        sources.forEach(shard -> verification.source(shard.shard(), shard.database()));
        targets.forEach(shard -> verification.target(shard.shard(), shard.database()));
        return verification.run();
    }
}
