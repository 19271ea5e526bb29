package dev.shardproof.simulator.cluster.external.interlock;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What can be refused by names and addresses alone, before anything connects anywhere. */
final class NameRules {

    /** Words of production, as a word of its own within a name. */
    private static final Pattern PRODUCTION =
            Pattern.compile("(?:^|[^a-z])(prod|production|prd|live)(?:[^a-z]|$)", Pattern.CASE_INSENSITIVE);

    private static final Set<String> MAINTENANCE = Set.of("postgres", "template0", "template1");

    private final DenyList deny;
    private final Interlock.Resolver resolver;

    NameRules(DenyList deny, Interlock.Resolver resolver) {
        this.deny = deny;
        this.resolver = resolver;
    }

    List<Refusal> judge(List<? extends Candidate> candidates) {
        List<Refusal> refusals = new ArrayList<>();
        Map<String, Candidate> databases = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            alone(candidate, refusals);
            String place = (candidate.endpoint() + "/" + candidate.database()).toLowerCase(Locale.ROOT);
            Candidate other = databases.putIfAbsent(place, candidate);
            if (other != null) {
                refusals.add(new Refusal(
                        candidate.shard(),
                        "it is the same database as shard %s (%s)".formatted(other.shard(), place),
                        "a server of its own for each shard",
                        "name another server"));
            }
        }
        return refusals;
    }

    private void alone(Candidate candidate, List<Refusal> refusals) {
        String host = candidate.endpoint().host();
        List<InetAddress> addresses = addresses(host);
        List<String> names = new ArrayList<>(List.of(host));
        addresses.forEach(address -> names.add(address.getHostAddress()));
        names.stream()
                .flatMap(name -> deny.forbidsHost(name).stream())
                .findFirst()
                .ifPresent(pattern -> refusals.add(new Refusal(
                        candidate.shard(),
                        "the host %s is on the deny-list by the pattern %s"
                                .formatted(Refusal.shown(host), Refusal.shown(pattern)),
                        "a host that is not on it",
                        "name another server; correct the deny-list only if you are sure")));
        deny.forbidsDatabase(candidate.database())
                .ifPresent(pattern -> refusals.add(new Refusal(
                        candidate.shard(),
                        "the database %s is on the deny-list by the pattern %s"
                                .formatted(Refusal.shown(candidate.database()), Refusal.shown(pattern)),
                        "a database that is not on it",
                        "name another database")));
        production(candidate, "host", host, refusals);
        production(candidate, "database", candidate.database(), refusals);
        if (MAINTENANCE.contains(candidate.database())) {
            refusals.add(new Refusal(
                    candidate.shard(),
                    "the database is %s, which every server has".formatted(Refusal.shown(candidate.database())),
                    "a database that was made for this purpose",
                    "CREATE DATABASE sandbox and name that"));
        }
        boolean here = !addresses.isEmpty() && addresses.stream().allMatch(InetAddress::isLoopbackAddress);
        if (!here && !candidate.demandsEncryption()) {
            refusals.add(new Refusal(
                    candidate.shard(),
                    "the host %s is not this machine, and TLS is not demanded".formatted(Refusal.shown(host)),
                    "sslmode require, verify-ca or verify-full",
                    "leave sslmode away (verify-full is the default), or write a stronger one"));
        }
    }

    private static void production(Candidate candidate, String what, String name, List<Refusal> refusals) {
        Matcher word = PRODUCTION.matcher(name);
        if (word.find()) {
            refusals.add(new Refusal(
                    candidate.shard(),
                    "the %s is called %s, and '%s' is a word of production"
                            .formatted(what, Refusal.shown(name), word.group(1)),
                    "a name without prod, production, prd or live in it",
                    "use a server that is no production; if this is one, give it another name"));
        }
    }

    /** Empty if the name can not be resolved, which connecting will say better. */
    private List<InetAddress> addresses(String host) {
        try {
            return List.of(resolver.resolve(host));
        } catch (UnknownHostException e) {
            return List.of();
        }
    }
}
