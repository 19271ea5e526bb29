package dev.shardproof.scenarios.server;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Finds the password of a server. In this order: the environment (the variable that the plan names, else
 * {@code SHARDPROOF_PASSWORD_<NAME>}, else {@code PGPASSWORD}), the file that the plan names, {@code .pgpass}; else the
 * server is asked without one. Thread-safe; reads files anew each time.
 */
public final class Passwords {

    private static final String FOR_ALL = "PGPASSWORD";

    private final Map<String, String> environment;
    private final Path home;

    /**
     * @param environment the variables of the process
     * @param home the user's home folder
     */
    public Passwords(Map<String, String> environment, Path home) {
        this.environment = Map.copyOf(environment);
        this.home = Objects.requireNonNull(home, "home is null");
    }

    /**
     * The password of that server.
     *
     * @throws InvalidServerException if a variable or a file that the plan names holds none
     */
    public Credentials of(ServerAddress server) {
        Optional<String> named = server.password().variable();
        if (named.isPresent()) {
            return variable(named.get())
                    .orElseThrow(() -> new InvalidServerException(
                            "server %s: the environment variable %s is not set; export it before you start Shardproof"
                                    .formatted(server.name(), named.get())));
        }
        return variable(server.ownVariable())
                .or(() -> variable(FOR_ALL))
                .or(() -> server.password().file().map(file -> file(server, file)))
                .orElseGet(() -> passFile(server));
    }

    private Optional<Credentials> variable(String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(password -> !password.isEmpty())
                .map(password -> new Credentials(
                        Optional.of(password), "the password came from the environment variable " + name));
    }

    private static Credentials file(ServerAddress server, Path file) {
        String text;
        try {
            text = PrivateFile.read(file);
        } catch (InvalidServerException e) {
            throw new InvalidServerException("server %s: %s".formatted(server.name(), e.getMessage()));
        }
        List<String> lines = text.lines().toList();
        if (lines.size() != 1 || lines.get(0).isEmpty()) {
            throw new InvalidServerException(
                    "server %s: the password file %s has %s; it must hold the password in one line and nothing else"
                            .formatted(
                                    server.name(),
                                    file,
                                    text.isBlank() ? "no password in it" : lines.size() + " lines"));
        }
        return new Credentials(Optional.of(lines.get(0)), "the password came from the file " + file);
    }

    private Credentials passFile(ServerAddress server) {
        Path file = Optional.ofNullable(environment.get("PGPASSFILE"))
                .filter(name -> !name.isEmpty())
                .map(Path::of)
                .orElse(home.resolve(".pgpass"));
        List<String> looked = new ArrayList<>(List.of(server.ownVariable(), FOR_ALL));
        if (!Files.exists(file)) {
            looked.add(file + ", which does not exist");
        } else {
            try {
                Optional<String> password = PgPass.find(PrivateFile.read(file), server);
                if (password.isPresent()) {
                    return new Credentials(password, "the password came from " + file);
                }
                looked.add(file + ", which has no line for it");
            } catch (InvalidServerException e) {
                looked.add(file + ", which was ignored: " + e.getMessage());
            }
        }
        return new Credentials(Optional.empty(), "no password was found in " + String.join(", ", looked));
    }
}
