package dev.shardproof.simulator.cluster.external.interlock;

import dev.shardproof.simulator.cluster.ClusterStartException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Servers that must never be touched, whatever a marker says. A text file, one entry a line:
 *
 * <pre>
 * # production, Frankfurt
 * system_identifier 7430161094353215545
 * host *.db.example.com
 * host 10.1.*
 * database billing*
 * </pre>
 *
 * <p>{@code *} stands for any characters, {@code ?} for one; upper and lower case are alike. Immutable.
 *
 * @param systemIdentifiers as {@code SELECT system_identifier FROM pg_control_system()} shows them
 * @param hosts patterns of host names and addresses
 * @param databases patterns of database names
 */
public record DenyList(Set<String> systemIdentifiers, List<String> hosts, List<String> databases) {

    /** Forbids nothing. */
    public static final DenyList EMPTY = new DenyList(Set.of(), List.of(), List.of());

    private static final long BYTES_MAX = 1 << 20;

    public DenyList {
        systemIdentifiers = Set.copyOf(systemIdentifiers);
        hosts = List.copyOf(hosts);
        databases = List.copyOf(databases);
    }

    /** A deny-list can not be used; what it would have forbidden is not known, so nothing is allowed. */
    public static final class InvalidDenyListException extends ClusterStartException {
        private static final long serialVersionUID = 1L;

        InvalidDenyListException(String message) {
            super(message);
        }
    }

    /**
     * Reads a file.
     *
     * @throws InvalidDenyListException if it can not be read or a line is not understood
     */
    public static DenyList read(Path file) {
        Objects.requireNonNull(file, "file is null");
        Set<String> identifiers = new LinkedHashSet<>();
        List<String> hosts = new ArrayList<>();
        List<String> databases = new ArrayList<>();
        int number = 0;
        for (String line : lines(file)) {
            number++;
            String entry = line.replaceFirst("#.*", "").strip();
            if (entry.isEmpty()) {
                continue;
            }
            String[] words = entry.split("\\s+");
            String kind = words.length == 2 ? words[0] : "";
            if (kind.equals("system_identifier") && words[1].matches("-?\\d{1,20}")) {
                identifiers.add(words[1]);
            } else if (kind.equals("host")) {
                hosts.add(words[1]);
            } else if (kind.equals("database")) {
                databases.add(words[1]);
            } else {
                throw new InvalidDenyListException(
                        ("the deny-list %s, line %d, is not understood: expected 'system_identifier NUMBER', 'host"
                                        + " PATTERN' or 'database PATTERN'; nothing is touched until it is")
                                .formatted(file, number));
            }
        }
        return new DenyList(identifiers, hosts, databases);
    }

    /** What either forbids. */
    public DenyList and(DenyList other) {
        Set<String> identifiers = new LinkedHashSet<>(systemIdentifiers);
        identifiers.addAll(other.systemIdentifiers);
        List<String> allHosts = new ArrayList<>(hosts);
        allHosts.addAll(other.hosts);
        List<String> allDatabases = new ArrayList<>(databases);
        allDatabases.addAll(other.databases);
        return new DenyList(identifiers, allHosts, allDatabases);
    }

    /** The pattern that forbids a host by that name or address; empty if none does. */
    Optional<String> forbidsHost(String host) {
        return first(hosts, host);
    }

    /** The pattern that forbids a database of that name; empty if none does. */
    Optional<String> forbidsDatabase(String database) {
        return first(databases, database);
    }

    boolean forbidsSystemIdentifier(String identifier) {
        return systemIdentifiers.contains(identifier);
    }

    private static Optional<String> first(List<String> patterns, String name) {
        // A host name may end with a dot, which changes nothing.
        String plain = name.toLowerCase(Locale.ROOT).replaceFirst("\\.$", "");
        return patterns.stream().filter(pattern -> matches(pattern, plain)).findFirst();
    }

    private static boolean matches(String pattern, String name) {
        StringBuilder regex = new StringBuilder();
        for (char c : pattern.toLowerCase(Locale.ROOT).toCharArray()) {
            regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
        }
        return Pattern.compile(regex.toString(), Pattern.DOTALL).matcher(name).matches();
    }

    private static List<String> lines(Path file) {
        try {
            if (!Files.isRegularFile(file) || Files.size(file) > BYTES_MAX) {
                throw new InvalidDenyListException(
                        "the deny-list %s is not a file of at most 1 MiB; nothing is touched until it is"
                                .formatted(file));
            }
            return Files.readAllLines(file, StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new InvalidDenyListException("the deny-list %s can not be read (%s); nothing is touched until it can"
                    .formatted(file, e.getClass().getSimpleName()));
        }
    }
}
