package dev.shardproof.simulator.cluster;

import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Who connects, and with what. The password is asked for when a connection needs it and is part of no text form.
 *
 * @param user the role
 * @param password where the password comes from; empty if the server asks for none
 * @param passwordFile a libpq password file that the <em>servers</em> can read; with it, no password stands in the
 *     text of a subscription
 */
public record Login(String user, Optional<Supplier<String>> password, Optional<Path> passwordFile) {

    public Login {
        Objects.requireNonNull(user, "user is null");
        Objects.requireNonNull(password, "password is null");
        Objects.requireNonNull(passwordFile, "passwordFile is null");
        if (user.isBlank()) {
            throw new IllegalArgumentException("the user of a login is empty");
        }
    }

    /** A login without a password. */
    public static Login of(String user) {
        return new Login(user, Optional.empty(), Optional.empty());
    }

    /** A login with a password. */
    public static Login of(String user, Supplier<String> password) {
        return new Login(user, Optional.of(password), Optional.empty());
    }

    /** The same login, whose password the servers find in a file. */
    public Login withPasswordFile(Path file) {
        return new Login(user, password, Optional.of(file));
    }

    @Override
    public String toString() {
        return user + (password.isPresent() ? " with a password" : "");
    }
}
