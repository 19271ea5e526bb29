package dev.shardproof.scenarios.spec.file.cluster;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.server.ServerReader;
import dev.shardproof.scenarios.spec.cluster.ExternalSpec;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import dev.shardproof.simulator.topology.ShardId;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Reads {@code cluster.servers} and {@code cluster.denyList}. No message quotes a value of a server. */
public final class ExternalReader {

    private static final String SERVERS = "servers";
    private static final String DENY_LIST = "denyList";
    private static final String FORM =
            "a mapping of shards to servers such as {s0: \"postgresql://user@host:5432/sandbox\"}";

    private ExternalReader() {}

    /**
     * The user's servers; what is wrong is added to the problems.
     *
     * @param folder to which names of files are relative
     */
    static ExternalSpec read(Fields fields, Path folder) {
        int before = fields.problems().count();
        List<ServerAddress> servers = new ArrayList<>();
        for (YamlNode.Entry entry : fields.entries(SERVERS, FORM)) {
            if (!ServerAddress.isValidName(entry.key())) {
                fields.reject(entry.keyAt(), SERVERS, "each key is the name of a shard");
                continue;
            }
            new ServerReader(fields, folder, "scenario")
                    .read(fields.pathOf(SERVERS) + "." + entry.key(), entry)
                    .ifPresent(server -> add(fields, servers, server, entry));
        }
        Optional<Path> denyList = fields.optional(
                DENY_LIST,
                Values.parsed(
                        "the name of a file",
                        text -> Optional.of(text)
                                .filter(name -> !name.isBlank())
                                .map(folder::resolve)));
        return fields.problems().count() == before ? new ExternalSpec(servers, denyList) : ExternalSpec.NONE;
    }

    private static void add(Fields fields, List<ServerAddress> servers, ServerAddress server, YamlNode.Entry entry) {
        for (ServerAddress other : servers) {
            if (other.sameDatabase(server)) {
                fields.reject(
                        entry.value().at(),
                        SERVERS + "." + server.name(),
                        "this is the same database as that of '%s'; each shard needs a server of its own"
                                .formatted(other.name()));
                return;
            }
            if (!other.user().equals(server.user())) {
                fields.reject(
                        entry.value().at(),
                        SERVERS + "." + server.name(),
                        "its user differs from that of '%s'; the applications use one role on all shards"
                                .formatted(other.name()));
                return;
            }
        }
        servers.add(server);
    }

    /** Adds a problem for each shard without a server, and for each server without a shard. */
    public static void requireServers(
            Fields fields, ExternalSpec external, boolean needed, Collection<ShardId> shards) {
        if (needed) {
            external.withoutServer(shards)
                    .forEach(shard -> fields.reject(
                            fields.keyAt(SERVERS),
                            SERVERS,
                            "there is none for the shard '%s'; expected %s".formatted(shard, FORM)));
        }
        List<String> names = shards.stream().map(ShardId::name).toList();
        external.servers().stream()
                .map(ServerAddress::name)
                .filter(name -> !names.contains(name))
                .forEach(name -> fields.reject(
                        fields.keyAt(SERVERS),
                        SERVERS,
                        "there is no shard '%s'; the shards are %s".formatted(name, String.join(", ", names))));
    }
}
