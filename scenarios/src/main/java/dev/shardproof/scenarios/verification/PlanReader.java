package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.spec.file.ScenarioReader;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Position;
import dev.shardproof.scenarios.spec.yaml.Problem;
import dev.shardproof.scenarios.spec.yaml.Problems;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.SafeYaml;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.verifier.plan.LiveSettings;
import dev.shardproof.verifier.plan.Manners;
import dev.shardproof.verifier.plan.TableRules;
import dev.shardproof.verifier.plan.VerificationPlan;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Reads a plan file, lays flags over it, and checks everything that can be known without a server. All mistakes are
 * reported together, those of a file with line and column, those of a flag with its name. File names in a plan are
 * relative to the plan's folder.
 */
public final class PlanReader {

    private static final String COMMAND_LINE = "command line";

    private PlanReader() {}

    /**
     * Reads a file and lays flags over it.
     *
     * @throws InvalidPlanException if the file can not be read, or what comes out is not a valid plan
     */
    public static VerificationSpec read(Path file, PlanFlags flags) {
        Problems problems = new Problems(file.toString());
        byte[] content;
        // One byte more than allowed is enough to see that there is too much, however large the file is.
        try (InputStream in = Files.newInputStream(file)) {
            content = in.readNBytes(SafeYaml.BYTES_MAX + 1);
        } catch (IOException e) {
            String reason =
                    Files.isDirectory(file) ? "it is a folder" : e.getClass().getSimpleName();
            problems.add(Position.WHOLE_FILE, "the file can not be read: " + reason);
            throw new InvalidPlanException(problems.inFileOrder());
        }
        Path folder = file.toAbsolutePath().normalize().getParent();
        Optional<YamlNode> root = SafeYaml.parse(content, problems);
        if (root.isPresent() && !(root.get() instanceof YamlNode.Mapping)) {
            // Not quoted: a lone server's URL may hold a password.
            problems.add(
                    root.get().at(),
                    "this is not a plan; expected a mapping with the keys " + String.join(", ", PlanKeys.ROOT));
        }
        Optional<YamlNode.Mapping> mapping =
                root.filter(YamlNode.Mapping.class::isInstance).map(YamlNode.Mapping.class::cast);
        return read(mapping, folder, flags, problems);
    }

    /**
     * A plan made of flags only.
     *
     * @throws InvalidPlanException if that is not a valid plan
     */
    public static VerificationSpec read(PlanFlags flags) {
        YamlNode.Mapping base = new YamlNode.Mapping(
                List.of(
                        word("apiVersion", VerificationSpec.API_VERSION),
                        word("kind", VerificationSpec.KIND),
                        word("name", VerificationSpec.DEFAULT_NAME)),
                Position.WHOLE_FILE);
        return read(Optional.of(base), Path.of("").toAbsolutePath(), flags, new Problems(COMMAND_LINE));
    }

    private static YamlNode.Entry word(String key, String value) {
        return new YamlNode.Entry(
                key, Position.WHOLE_FILE, new YamlNode.Scalar(value, YamlNode.Kind.TEXT, Position.WHOLE_FILE));
    }

    private static VerificationSpec read(
            Optional<YamlNode.Mapping> base, Path folder, PlanFlags flags, Problems problems) {
        Optional<VerificationSpec> spec = base.flatMap(
                        mapping -> Fields.of(flags.over(mapping, problems), "", PlanKeys.ROOT, problems))
                .flatMap(root -> spec(root, folder));
        if (spec.isEmpty() || !problems.isEmpty()) {
            List<Problem> named =
                    problems.inFileOrder().stream().map(flags::named).toList();
            throw new InvalidPlanException(named);
        }
        return spec.get();
    }

    private static Optional<VerificationSpec> spec(Fields root, Path folder) {
        root.required("apiVersion", Values.choice(List.of(VerificationSpec.API_VERSION), version -> version));
        root.required("kind", Values.choice(List.of(VerificationSpec.KIND), kind -> kind));
        Optional<String> name = root.required("name", ScenarioReader::name);
        root.optional("description", "", Values.text("a text"));
        ServersReader servers = new ServersReader(root, folder);
        List<ServerAddress> sources = servers.read("sources");
        List<ServerAddress> targets = servers.read("targets");
        Optional<Fields> tableFields = root.optionalFields("tables", PlanKeys.TABLES);
        TableRules tables = tableFields.map(TablesReader::read).orElse(TableRules.ALL);
        boolean shardKeys = tableFields.isPresent() && tableFields.get().has("shardKeys");
        PlanChecksReader checks = new PlanChecksReader(root, targetNames(root, targets), shardKeys);
        checks.read();
        LiveSettings live = MannersReader.live(root);
        Manners manners = MannersReader.manners(root, folder);
        VerificationPlan usual = VerificationPlan.DEFAULT;
        long seed = root.optional("seed", usual.seed(), Values.wholeNumber(Long.MIN_VALUE, Long.MAX_VALUE));
        boolean allowWritableRole = root.optional("allowWritableRole", usual.allowWritableRole(), truth());
        boolean showValues = root.optional("showValues", usual.showValues(), truth());
        boolean selfTest = root.optional("selfTest", usual.selfTest(), truth());
        if (!root.problems().isEmpty()) {
            return Optional.empty();
        }
        VerificationPlan plan = new VerificationPlan(
                tables,
                checks.topology(),
                checks.checks(),
                checks.compare(),
                checks.sample(),
                live,
                manners,
                seed,
                allowWritableRole,
                showValues,
                selfTest);
        return Optional.of(new VerificationSpec(name.orElseThrow(), sources, targets, plan));
    }

    /** The names as they are written, also those of targets that have mistakes, so that no mistake causes another. */
    private static List<String> targetNames(Fields root, List<ServerAddress> targets) {
        if (root.node("targets").orElse(null) instanceof YamlNode.Mapping mapping) {
            return mapping.entries().stream()
                    .map(YamlNode.Entry::key)
                    .filter(ServerAddress::isValidName)
                    .toList();
        }
        return new ArrayList<>(targets.stream().map(ServerAddress::name).toList());
    }

    private static ValueReader<Boolean> truth() {
        return node -> {
            if (node instanceof YamlNode.Scalar scalar
                    && scalar.kind() == YamlNode.Kind.BOOLEAN
                    && List.of("true", "false").contains(scalar.text())) {
                return Boolean.valueOf(scalar.text());
            }
            throw RejectedValueException.found(node, "true or false without quotes");
        };
    }
}
