package dev.shardproof.scenarios.server;

import java.nio.file.Path;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A server as the user names it. Holds no password, only where one may be found.
 *
 * @param name its name in the plan and in reports
 * @param host a host name or an IP address, an IPv6 address without brackets
 * @param port its TCP port
 * @param database the database
 * @param user the role to log in as
 * @param tls what the user says about TLS
 * @param password where the user says the password is
 */
public record ServerAddress(
        String name, String host, int port, String database, String user, TlsWish tls, PasswordPlace password) {

    public static final int DEFAULT_PORT = 5432;
    public static final int PORT_MAX = 65_535;

    /** PostgreSQL's own limit of names. */
    private static final int IDENTIFIER_BYTES_MAX = 63;

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9_]{0,29}");
    private static final Pattern HOST_NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,252}");
    private static final Pattern IPV6 = Pattern.compile("[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(%[A-Za-z0-9._-]{1,30})?");
    private static final Pattern VARIABLE = Pattern.compile("[A-Z_][A-Z0-9_]{0,99}");

    /**
     * What the user says about TLS.
     *
     * @param mode the {@code sslmode}; empty if nothing was said
     * @param rootCertificate a file with the certificates of the authorities that may sign the server's, or
     *     {@code system} for those that Java trusts; empty for {@code ~/.postgresql/root.crt}
     */
    public record TlsWish(Optional<TlsMode> mode, Optional<String> rootCertificate) {

        /** Nothing was said. */
        public static final TlsWish NONE = new TlsWish(Optional.empty(), Optional.empty());

        public TlsWish {
            Objects.requireNonNull(mode, "mode is null");
            Objects.requireNonNull(rootCertificate, "rootCertificate is null");
        }
    }

    /**
     * Where the user says the password is.
     *
     * @param variable an environment variable
     * @param file a file with nothing else in it
     */
    public record PasswordPlace(Optional<String> variable, Optional<Path> file) {

        /** Nothing was said. */
        public static final PasswordPlace ANY = new PasswordPlace(Optional.empty(), Optional.empty());

        public PasswordPlace {
            Objects.requireNonNull(variable, "variable is null");
            Objects.requireNonNull(file, "file is null");
            if (variable.isPresent() && file.isPresent()) {
                throw new InvalidServerException("both an environment variable and a file are named; keep one of them");
            }
        }
    }

    /** @throws InvalidServerException if a part is not possible */
    public ServerAddress {
        Objects.requireNonNull(tls, "tls is null");
        Objects.requireNonNull(password, "password is null");
        if (!isValidName(name) || !isValidHost(host) || port < 1 || port > PORT_MAX) {
            throw new InvalidServerException("the server's name, host or port is not possible");
        }
        if (!isValidIdentifier(database) || !isValidIdentifier(user)) {
            throw new InvalidServerException("the server's database or user is not possible");
        }
    }

    /** Whether a server may have that name in a plan: the rule of shard names. */
    public static boolean isValidName(String text) {
        return NAME.matcher(text).matches();
    }

    /** Whether it is one host name or IP address; not a list, not the folder of a Unix socket. */
    public static boolean isValidHost(String text) {
        return HOST_NAME.matcher(text).matches() || IPV6.matcher(text).matches();
    }

    /** Whether a database or a role may have that name. */
    public static boolean isValidIdentifier(String text) {
        int bytes = text.getBytes(java.nio.charset.StandardCharsets.UTF_8).length;
        return bytes > 0 && bytes <= IDENTIFIER_BYTES_MAX && text.chars().noneMatch(Character::isISOControl);
    }

    /** Whether it is the name of an environment variable, which is in capitals: a password by mistake hardly ever is. */
    public static boolean isValidVariable(String text) {
        return VARIABLE.matcher(text).matches();
    }

    /** Whether both name the same database, as far as one can tell from the names. */
    public boolean sameDatabase(ServerAddress other) {
        return host.equalsIgnoreCase(other.host) && port == other.port && database.equals(other.database);
    }

    /** The environment variable that holds this server's password unless another one is named. */
    public String ownVariable() {
        return "SHARDPROOF_PASSWORD_" + name.toUpperCase(Locale.ROOT);
    }

    /** {@code host:port/database}, for people. */
    public String location() {
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + port + "/" + database;
    }
}
