package dev.shardproof.scenarios.server;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** How much a connection insists on TLS; libpq's {@code sslmode}. */
public enum TlsMode {
    DISABLE("disable"),
    ALLOW("allow"),
    PREFER("prefer"),
    REQUIRE("require"),
    VERIFY_CA("verify-ca"),
    VERIFY_FULL("verify-full");

    private final String label;

    TlsMode(String label) {
        this.label = label;
    }

    /** The value of {@code sslmode}. */
    public String label() {
        return label;
    }

    /** All values of {@code sslmode}, from the weakest. */
    public static List<String> labels() {
        return Arrays.stream(values()).map(TlsMode::label).toList();
    }

    /** The mode of that {@code sslmode}. */
    public static Optional<TlsMode> of(String label) {
        return Arrays.stream(values()).filter(mode -> mode.label.equals(label)).findFirst();
    }
}
