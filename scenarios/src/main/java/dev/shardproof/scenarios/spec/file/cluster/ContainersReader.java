package dev.shardproof.scenarios.spec.file.cluster;

import dev.shardproof.scenarios.spec.cluster.ContainersSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import java.util.Optional;

/** Reads the keys of {@code cluster} that are about containers. */
final class ContainersReader {

    private static final ValueReader<String> IMAGE = Values.parsed(
            "the name of an image such as registry.example.com/postgres:17",
            text -> Optional.of(text).filter(ContainersSpec::isImageName));

    private ContainersReader() {}

    /** What the cluster says about its containers; what is wrong is added to the problems. */
    static ContainersSpec read(Fields fields) {
        int before = fields.problems().count();
        Optional<String> image = fields.optional("image", IMAGE);
        Optional<Integer> version =
                fields.optional("version", Values.integer(ContainersSpec.VERSION_MIN, ContainersSpec.VERSION_MAX));
        Optional<Double> cpus =
                fields.optional("cpus", Values.decimal(ContainersSpec.CPUS_MIN, ContainersSpec.CPUS_MAX));
        Optional<Long> memory =
                fields.optional("memory", Values.bytes(ContainersSpec.MEMORY_MIN, ContainersSpec.MEMORY_MAX));
        Optional<String> toxiproxy = fields.optional("toxiproxyImage", IMAGE);
        return fields.problems().count() == before
                ? new ContainersSpec(image, version, cpus, memory, toxiproxy)
                : ContainersSpec.NONE;
    }
}
