package dev.shardproof.verifier.selftest;

import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.check.Verdict;
import dev.shardproof.verifier.keyspace.KeyInterval;
import dev.shardproof.verifier.keyspace.KeySpace;
import dev.shardproof.verifier.keyspace.OwnedRange;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.plan.SampleSettings;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.Topology;
import dev.shardproof.verifier.plan.VerificationPlan;
import dev.shardproof.verifier.report.SelfTestReport;
import dev.shardproof.verifier.source.ShardDatabase;
import dev.shardproof.verifier.source.SnapshotSet;
import dev.shardproof.verifier.table.TableSpec;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * Shows that each check sees what it claims to see: rebuilds the user's tables in a sandbox (one source, two targets),
 * fills them with made-up rows, plants one kind of damage after the other, and lets the check judge.
 *
 * <p>What can be planted depends on the schema at hand: every column type that occurs is damaged once, up to a dozen. For
 * foreign keys and large objects two small tables of the self-test's own stand beside the user's. A check that is not
 * green before anything is planted counts as having found nothing.
 */
public final class SelfTest {

    /** Judges the databases of a sandbox by a plan. */
    @FunctionalInterface
    public interface Judging {
        List<CheckResult> judge(VerificationPlan plan, ShardDatabase source, List<ShardDatabase> targets)
                throws Exception;
    }

    private static final String OWN_TABLES = """
            CREATE TABLE public.shardproof_selftest_parent (id int PRIMARY KEY);
            CREATE TABLE public.shardproof_selftest_child (id int PRIMARY KEY, parent int REFERENCES public.shardproof_selftest_parent);
            CREATE TABLE public.shardproof_selftest_document (id int PRIMARY KEY, content oid)""";

    private final VerificationPlan plan;
    private final List<TableSpec> tables;
    private final Sandbox.Factory factory;
    private final Judging judging;

    /**
     * @param plan which checks to prove, and with which seed
     * @param tables the user's tables, as the sources name them
     */
    public SelfTest(VerificationPlan plan, List<TableSpec> tables, Sandbox.Factory factory, Judging judging) {
        this.plan = plan;
        this.tables = List.copyOf(tables);
        this.factory = factory;
        this.judging = judging;
    }

    /**
     * Makes the self-test; what goes wrong stands in the report.
     *
     * @param sources where the user's tables are described
     */
    public SelfTestReport run(SnapshotSet sources) throws InterruptedException {
        try {
            SandboxReader reader = new SandboxReader(sources);
            List<SandboxTable> rebuilt = reader.read(tables);
            if (rebuilt.isEmpty()) {
                return failed("none of the %d tables could be rebuilt: %s".formatted(tables.size(), reader.leftOut()));
            }
            try (Sandbox sandbox = factory.open()) {
                build(sandbox, rebuilt);
                return new SelfTestReport(
                        describe(sandbox, rebuilt, reader.leftOut()),
                        plan.seed(),
                        prove(sandbox, rebuilt),
                        Optional.empty());
            }
        } catch (InterruptedException e) {
            throw e;
        } catch (Exception e) {
            return failed("the sandbox broke: " + e.getMessage());
        }
    }

    private SelfTestReport failed(String why) {
        return new SelfTestReport("", plan.seed(), List.of(), Optional.of(why));
    }

    private String describe(Sandbox sandbox, List<SandboxTable> rebuilt, List<String> leftOut) {
        String without = leftOut.isEmpty() ? "" : ", without " + String.join(", ", leftOut);
        // Nobody writes to the sandbox: how suspects settle is not part of the proof.
        String still = plan.live().live() ? ", judged as tables that stand still" : "";
        return "%s: %d tables with %d made-up rows each%s%s"
                .formatted(sandbox.description(), rebuilt.size(), SandboxTable.ROWS, still, without);
    }

    private KeySpace space() {
        return plan.topology().map(Topology::space).orElse(KeySpace.HASHED);
    }

    private void build(Sandbox sandbox, List<SandboxTable> rebuilt) throws Exception {
        Set<String> types = new LinkedHashSet<>();
        rebuilt.forEach(
                table -> table.columns().forEach(column -> column.createType().ifPresent(types::add)));
        build(sandbox, sandbox.source().shard(), types, rebuilt, Optional.empty());
        for (int i = 0; i < sandbox.targets().size(); i++) {
            build(sandbox, sandbox.targets().get(i).shard(), types, rebuilt, Optional.of(i));
        }
    }

    private void build(
            Sandbox sandbox, String database, Set<String> types, List<SandboxTable> rebuilt, Optional<Integer> target)
            throws Exception {
        List<String> statements = new ArrayList<>(types);
        for (SandboxTable table : rebuilt) {
            statements.add(table.create(target.orElse(0)));
            statements.add(table.fill(target, space()));
        }
        statements.add(OWN_TABLES);
        String half = target.isEmpty() ? "" : " WHERE g %% 2 = %d".formatted(1 - target.get());
        statements.add("""
                INSERT INTO public.shardproof_selftest_parent SELECT g FROM generate_series(1, 6) g%1$s;
                INSERT INTO public.shardproof_selftest_child SELECT g, g FROM generate_series(1, 6) g%1$s;
                INSERT INTO public.shardproof_selftest_document
                  SELECT g, lo_from_bytea(50000 + g, '\\x01') FROM generate_series(1, 6) g%1$s""".formatted(half));
        sandbox.execute(database, String.join(";\n", statements));
    }

    private List<SelfTestReport.Row> prove(Sandbox sandbox, List<SandboxTable> rebuilt) throws Exception {
        List<String> targets =
                sandbox.targets().stream().map(ShardDatabase::shard).toList();
        Damages damages = new Damages(rebuilt, targets, space(), new SplittableRandom(plan.seed()));
        Map<CheckName, CheckResult> clean = new LinkedHashMap<>();
        judge(sandbox, plan.checks(), rebuilt)
                .forEach(result -> CheckName.of(result.check()).ifPresent(name -> clean.put(name, result)));
        List<SelfTestReport.Row> rows = new ArrayList<>();
        for (CheckName check : CheckName.values()) {
            if (plan.checks().contains(check)) {
                List<Damage> planted = damages.of(check);
                List<String> missed = new ArrayList<>();
                Optional<String> notGreen = notGreen(clean.get(check));
                for (Damage damage : planted) {
                    if (notGreen.isPresent()) {
                        missed.add(damage.name() + notGreen.get());
                    } else if (!seen(sandbox, rebuilt, damage)) {
                        missed.add(damage.name());
                    }
                }
                rows.add(new SelfTestReport.Row(check.label(), planted.size(), planted.size() - missed.size(), missed));
            }
        }
        return rows;
    }

    /** A check that complains of undamaged data would complain of anything. */
    private static Optional<String> notGreen(CheckResult clean) {
        if (clean != null && clean.verdict() == Verdict.PASS) {
            return Optional.empty();
        }
        String said = clean == null ? "did not run" : clean.verdict() + ", " + clean.summary();
        return Optional.of(" (without any damage the check already said: %s)".formatted(said));
    }

    private boolean seen(Sandbox sandbox, List<SandboxTable> rebuilt, Damage damage) throws Exception {
        for (String sql : damage.plant()) {
            sandbox.execute(damage.database(), sql);
        }
        try {
            return judge(sandbox, Set.of(damage.check()), rebuilt).stream()
                    .anyMatch(result -> result.verdict() == Verdict.FAIL);
        } finally {
            for (String sql : damage.undo()) {
                sandbox.execute(damage.database(), sql);
            }
        }
    }

    private List<CheckResult> judge(Sandbox sandbox, Set<CheckName> checks, List<SandboxTable> rebuilt)
            throws Exception {
        List<String> reference = new ArrayList<>();
        Map<String, String> shardKeys = new LinkedHashMap<>();
        for (SandboxTable table : rebuilt) {
            if (table.spec().isReference()) {
                reference.add(table.spec().toString());
            }
            table.spec().shardKey().ifPresent(key -> shardKeys.put(table.spec().toString(), key.column()));
        }
        long boundary = SandboxTable.boundary(space());
        Topology topology = new Topology(
                space(),
                List.of(
                        new OwnedRange(
                                KeyInterval.below(boundary),
                                sandbox.targets().get(0).shard()),
                        new OwnedRange(
                                KeyInterval.from(boundary),
                                sandbox.targets().get(1).shard())));
        VerificationPlan sandboxPlan = new VerificationPlan(
                new TableRules(List.of(), List.of(), reference, shardKeys, Map.of()),
                Optional.of(topology),
                EnumSet.copyOf(checks),
                plan.compare(),
                new SampleSettings(plan.sample().confidence(), 0.02),
                LiveSettings.STILL,
                Manners.DEFAULT,
                plan.seed(),
                true,
                false,
                false);
        return judging.judge(sandboxPlan, sandbox.source(), sandbox.targets());
    }
}
