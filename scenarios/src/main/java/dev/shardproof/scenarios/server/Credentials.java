package dev.shardproof.scenarios.server;

import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;

/** A password and where it came from, or where none was found. Shows the password to nobody who does not ask for it. */
public final class Credentials {

    private final Optional<String> password;
    private final String origin;

    /**
     * @param password the password; empty if the server is to be asked without one
     * @param origin where it came from or was looked for, as the end of a sentence: "the password came from …"
     */
    Credentials(Optional<String> password, String origin) {
        this.password = Objects.requireNonNull(password, "password is null");
        this.origin = Objects.requireNonNull(origin, "origin is null");
    }

    /** Where the password came from, or why there is none, in one sentence without a full stop. */
    public String origin() {
        return origin;
    }

    /** For those who log in by themselves; empty if there is none. */
    public Optional<Supplier<String>> supplier() {
        return password.map(secret -> () -> secret);
    }

    /** The secret itself. */
    Optional<String> reveal() {
        return password;
    }

    /** Never the password. */
    @Override
    public String toString() {
        return "Credentials[" + origin + "]";
    }
}
