package dev.shardproof.scenarios.verification;

import dev.shardproof.scenarios.server.InvalidServerException;
import dev.shardproof.scenarios.server.ServerAddress;
import dev.shardproof.scenarios.server.ServerAddress.PasswordPlace;
import dev.shardproof.scenarios.server.ServerAddress.TlsWish;
import dev.shardproof.scenarios.server.ServerUrl;
import dev.shardproof.scenarios.server.TlsMode;
import dev.shardproof.scenarios.spec.yaml.Excerpt;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** Reads {@code sources} and {@code targets}. No message quotes a value from here: it may be a password out of place. */
final class ServersReader {

    private static final int SERVERS_MAX = 64;
    private static final Set<String> PASSWORD_KEYS =
            Set.of("password", "passwd", "pass", "pwd", "secret", "pgpassword");
    private static final String NAME_RULE = "1 to 30 lower-case letters, digits or '_', a letter first";

    private final Fields root;
    private final Path folder;
    private final List<ServerAddress> known = new ArrayList<>();

    ServersReader(Fields root, Path folder) {
        this.root = root;
        this.folder = folder;
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
        String path = side + "." + entry.key();
        Optional<ServerAddress> read;
        if (entry.value() instanceof YamlNode.Scalar) {
            read = root.read(entry.value(), path, value -> ofUrl(entry.key(), (YamlNode.Scalar) value));
        } else if (entry.value() instanceof YamlNode.Mapping mapping) {
            read = ofFields(entry.key(), path, mapping);
        } else {
            root.problems().add(entry.value().at(), path + ": found a list; expected a mapping or " + ServerUrl.FORM);
            return Optional.empty();
        }
        return read.filter(address -> isNew(address, side, entry));
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

    private ServerAddress ofUrl(String name, YamlNode.Scalar value) {
        try {
            ServerAddress address = ServerUrl.parse(name, value.text());
            TlsWish tls = address.tls();
            TlsWish located = new TlsWish(tls.mode(), tls.rootCertificate().map(this::certificate));
            return withTls(address, located);
        } catch (InvalidServerException e) {
            throw new RejectedValueException(value.at(), e.getMessage());
        }
    }

    private static ServerAddress withTls(ServerAddress address, TlsWish tls) {
        return new ServerAddress(
                address.name(),
                address.host(),
                address.port(),
                address.database(),
                address.user(),
                tls,
                address.password());
    }

    private Optional<ServerAddress> ofFields(String name, String path, YamlNode.Mapping mapping) {
        int before = root.problems().count();
        Optional<Fields> found = Fields.of(withoutPasswords(path, mapping), path, PlanKeys.SERVER, root.problems());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> host = fields.required("host", ServersReader::host);
        int port = fields.optional("port", ServerAddress.DEFAULT_PORT, Values.integer(1, ServerAddress.PORT_MAX));
        ValueReader<String> identifier = hidden("a name of 1 to 63 bytes", ServerAddress::isValidIdentifier);
        Optional<String> database = fields.required("database", identifier);
        Optional<String> user = fields.required("user", identifier);
        Optional<TlsMode> mode = fields.optional("sslmode", Values.choice(List.of(TlsMode.values()), TlsMode::label));
        Optional<String> certificate = fields.optional(
                        "sslrootcert", hidden("a file, or system", text -> !text.isEmpty()))
                .map(this::certificate);
        requireUsedCertificate(fields, mode);
        Optional<String> variable = fields.optional(
                "passwordEnv",
                hidden(
                        "the name of an environment variable in capitals such as SHOP_PASSWORD, not the password itself",
                        ServerAddress::isValidVariable));
        Optional<Path> file = fields.optional("passwordFile", hidden("the name of a file", text -> !text.isEmpty()))
                .map(folder::resolve);
        if (variable.isPresent() && file.isPresent()) {
            fields.reject(
                    fields.keyAt("passwordFile"),
                    "passwordFile",
                    "passwordEnv says already where the password is; keep one of them");
        }
        if (root.problems().count() > before) {
            return Optional.empty();
        }
        return Optional.of(new ServerAddress(
                name,
                host.orElseThrow(),
                port,
                database.orElseThrow(),
                user.orElseThrow(),
                new TlsWish(mode, certificate),
                new PasswordPlace(variable, file)));
    }

    private static void requireUsedCertificate(Fields fields, Optional<TlsMode> mode) {
        boolean used = mode.isEmpty() || mode.get() == TlsMode.VERIFY_CA || mode.get() == TlsMode.VERIFY_FULL;
        if (fields.has("sslrootcert") && !used) {
            fields.reject(
                    fields.keyAt("sslrootcert"),
                    "sslrootcert",
                    "sslmode %s does not look at the server's certificate; use verify-full, or leave this away"
                            .formatted(mode.get().label()));
        }
    }

    private YamlNode.Mapping withoutPasswords(String path, YamlNode.Mapping mapping) {
        List<YamlNode.Entry> rest = new ArrayList<>();
        for (YamlNode.Entry entry : mapping.entries()) {
            if (PASSWORD_KEYS.contains(entry.key().toLowerCase(Locale.ROOT))) {
                root.problems()
                        .add(
                                entry.keyAt(),
                                "%s: a password is not allowed in a plan: remove it and choose another one, it may have been"
                                                .formatted(path)
                                        + " seen; "
                                        + ServerUrl.PASSWORD_PLACES);
            } else {
                rest.add(entry);
            }
        }
        return new YamlNode.Mapping(rest, mapping.at());
    }

    private String certificate(String text) {
        return text.equals("system") ? text : folder.resolve(text).toString();
    }

    private static String host(YamlNode node) {
        if (node instanceof YamlNode.Scalar scalar && scalar.text().startsWith("/")) {
            throw new RejectedValueException(node.at(), ServerUrl.noSocket());
        }
        return hidden("one host name or IP address", ServerAddress::isValidHost).read(node);
    }

    private static ValueReader<String> hidden(String expected, Predicate<String> valid) {
        return node -> {
            if (node instanceof YamlNode.Scalar scalar
                    && scalar.kind() != YamlNode.Kind.EMPTY
                    && valid.test(scalar.text())) {
                return scalar.text();
            }
            throw new RejectedValueException(node.at(), "expected " + expected);
        };
    }
}
