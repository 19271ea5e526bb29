package dev.shardproof.scenarios.server;

import dev.shardproof.scenarios.server.ServerAddress.PasswordPlace;
import dev.shardproof.scenarios.server.ServerAddress.TlsWish;
import dev.shardproof.scenarios.spec.yaml.Fields;
import dev.shardproof.scenarios.spec.yaml.RejectedValueException;
import dev.shardproof.scenarios.spec.yaml.ValueReader;
import dev.shardproof.scenarios.spec.yaml.Values;
import dev.shardproof.scenarios.spec.yaml.YamlNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Reads one server of a YAML file, as a URL or in parts. No message quotes a value from here: it may be a password out of
 * place.
 */
public final class ServerReader {

    /** The keys of a server in parts. */
    public static final List<String> KEYS =
            List.of("host", "port", "database", "user", "sslmode", "sslrootcert", "passwordEnv", "passwordFile");

    private static final Set<String> PASSWORD_KEYS =
            Set.of("password", "passwd", "pass", "pwd", "secret", "pgpassword");

    private final Fields root;
    private final Path folder;
    private final String file;

    /**
     * @param root the mapping in which servers stand
     * @param folder to which names of files are relative
     * @param file what kind of file it is, for messages
     */
    public ServerReader(Fields root, Path folder, String file) {
        this.root = Objects.requireNonNull(root, "root is null");
        this.folder = Objects.requireNonNull(folder, "folder is null");
        this.file = Objects.requireNonNull(file, "file is null");
    }

    /**
     * The server; empty after a problem was added.
     *
     * @param path of the entry in the file
     * @param entry its key is the server's name, a valid one
     */
    public Optional<ServerAddress> read(String path, YamlNode.Entry entry) {
        if (entry.value() instanceof YamlNode.Scalar) {
            return root.read(entry.value(), path, value -> ofUrl(entry.key(), (YamlNode.Scalar) value));
        }
        if (entry.value() instanceof YamlNode.Mapping mapping) {
            return ofFields(entry.key(), path, mapping);
        }
        root.problems().add(entry.value().at(), path + ": found a list; expected a mapping or " + ServerUrl.FORM);
        return Optional.empty();
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
        Optional<Fields> found = Fields.of(withoutPasswords(path, mapping), path, KEYS, root.problems());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        Fields fields = found.get();
        Optional<String> host = fields.required("host", ServerReader::host);
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
        Optional<Path> passwordFile = fields.optional(
                        "passwordFile", hidden("the name of a file", text -> !text.isEmpty()))
                .map(folder::resolve);
        if (variable.isPresent() && passwordFile.isPresent()) {
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
                new PasswordPlace(variable, passwordFile)));
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
                                "%s: a password is not allowed in a %s: remove it and choose another one, it may have been"
                                                .formatted(path, file)
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
