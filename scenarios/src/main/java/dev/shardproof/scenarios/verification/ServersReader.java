package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.server.ServerReader;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code sources} and {@code targets}. No message quotes a value from here: it may be a password out of place. */
final class ServersReader {

    private static final int SERVERS_MAX = 64;
    private static final String NAME_RULE = "1 to 30 lower-case letters, digits or '_', a letter first";

    private final Fields root;
    private final ServerReader reader;
    private final List<ServerAddress> known = new ArrayList<>();

    ServersReader(Fields root, Path folder) {
        this.root = root;
        this.reader = new ServerReader(root, folder, "plan");
    }

    /** The servers of one side; problems are added for those that are left out. */
    List<ServerAddress> read(String side) {
        String form = "a mapping of names to servers such as {%s: \"postgresql://user@host:5432/database\"}"
                .formatted(side.equals("sources") ? "s0" : "t0");
        Optional<YamlNode> node = root.node(side);
        if (node.isEmpty()) {
            root.problems()
                    .add(
                            root.at(),
                            "'%s' is missing; name the servers that %s: %s"
                                    .formatted(
                                            side,
                                            side.equals("sources")
                                                    ? "hold the data as it was (or use --source)"
                                                    : "hold it now (or use --target)",
                                            form));
            return List.of();
        }
        if (!(node.get() instanceof YamlNode.Mapping mapping)
                || mapping.entries().isEmpty()) {
            root.reject(node.get().at(), side, "expected " + form);
            return List.of();
        }
        if (mapping.entries().size() > SERVERS_MAX) {
            root.reject(
                    mapping.at(),
                    side,
                    "found %d servers; at most %d are possible"
                            .formatted(mapping.entries().size(), SERVERS_MAX));
        }
        List<ServerAddress> servers = new ArrayList<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            server(side, entry).ifPresent(servers::add);
        }
        return servers;
    }

    private Optional<ServerAddress> server(String side, YamlNode.Entry entry) {
        if (!ServerAddress.isValidName(entry.key())) {
            root.reject(
                    entry.keyAt(),
                    side,
                    "%s is not a server's name; expected %s".formatted(Excerpt.quoted(entry.key()), NAME_RULE));
            return Optional.empty();
        }
        return reader.read(side + "." + entry.key(), entry).filter(address -> isNew(address, side, entry));
    }

    private boolean isNew(ServerAddress address, String side, YamlNode.Entry entry) {
        int before = root.problems().count();
        for (ServerAddress other : known) {
            if (other.name().equals(address.name())) {
                root.reject(
                        entry.keyAt(),
                        side,
                        "the name '%s' is a source's already; reports could not tell the two apart"
                                .formatted(address.name()));
            }
            if (other.sameDatabase(address)) {
                root.reject(
                        entry.value().at(),
                        side + "." + address.name(),
                        "this is the same database as '%s' (%s); it would be compared with itself"
                                .formatted(other.name(), address.location()));
            }
        }
        known.add(address);
        return root.problems().count() == before;
    }
}
