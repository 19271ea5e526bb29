package dev.shardproof.simulator.cluster.external.interlock;

import dev.shardproof.simulator.cluster.EachShard;
import dev.shardproof.simulator.topology.ShardId;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * Lets a scenario onto servers that the user names, or refuses. All servers are judged before anything is done on any;
 * one refused server means that nothing is done anywhere.
 *
 * <p>First come names and addresses, without a connection; then each server gets one connection and one statement.
 * Thread-safe.
 */
public final class Interlock {

    private final String scenario;
    private final boolean scratchDatabases;
    private final DenyList deny;
    private final Resolver resolver;

    /** Finds the addresses of a host name. */
    @FunctionalInterface
    public interface Resolver {
        InetAddress[] resolve(String host) throws UnknownHostException;
    }

    /** What a server is wanted for. */
    public enum Purpose {
        /** Everything: the database must also be empty and fit. */
        REHEARSE,
        /** Removing what a rehearsal has made there. The marker may have expired meanwhile. */
        CLEAN_UP
    }

    /**
     * @param scenario the scenario's name, as a marker must have it
     * @param scratchDatabases whether the scenario creates databases of its own
     * @param deny what is never allowed
     * @param resolver e.g. {@code InetAddress::getAllByName}
     */
    public Interlock(String scenario, boolean scratchDatabases, DenyList deny, Resolver resolver) {
        this.scenario = Objects.requireNonNull(scenario, "scenario is null");
        this.scratchDatabases = scratchDatabases;
        this.deny = Objects.requireNonNull(deny, "deny is null");
        this.resolver = Objects.requireNonNull(resolver, "resolver is null");
    }

    /**
     * Judges the servers.
     *
     * @return what each of them has said, in the order of the candidates
     * @throws InterlockException unless all are proven to be sandboxes for this scenario
     * @throws InterruptedException if the thread is interrupted; nothing was done
     */
    public Map<ShardId, Evidence> require(List<? extends Candidate> candidates, Purpose purpose)
            throws InterruptedException {
        List<Refusal> byName = new NameRules(deny, resolver).judge(candidates);
        if (!byName.isEmpty()) {
            throw new InterlockException(byName);
        }
        EvidenceRules rules = new EvidenceRules(scenario, scratchDatabases, deny, purpose);
        Map<ShardId, Answer> answers = askAll(candidates);
        List<Refusal> refusals = new ArrayList<>();
        Map<ShardId, Evidence> all = new LinkedHashMap<>();
        Map<String, Candidate> servers = new LinkedHashMap<>();
        for (Candidate candidate : candidates) {
            Answer answer = answers.get(candidate.shard());
            if (answer.evidence() == null) {
                refusals.add(answer.refusal());
                continue;
            }
            Evidence evidence = answer.evidence();
            all.put(candidate.shard(), evidence);
            refusals.addAll(rules.judge(candidate, evidence));
            Candidate other = servers.putIfAbsent(evidence.systemIdentifier(), candidate);
            if (other != null) {
                refusals.add(new Refusal(
                        candidate.shard(),
                        "it is on the same server as shard %s (system_identifier %s)"
                                .formatted(other.shard(), evidence.systemIdentifier()),
                        "a server of its own for each shard, for a fault on one must not reach the other",
                        "name another server"));
            }
        }
        if (!refusals.isEmpty()) {
            throw new InterlockException(refusals);
        }
        return all;
    }

    private record Answer(Evidence evidence, Refusal refusal) {}

    private static Map<ShardId, Answer> askAll(List<? extends Candidate> candidates) throws InterruptedException {
        Map<ShardId, Candidate> byShard = candidates.stream()
                .collect(Collectors.toMap(
                        Candidate::shard,
                        candidate -> candidate,
                        (one, other) -> {
                            throw new IllegalArgumentException("shard %s is named twice".formatted(one.shard()));
                        },
                        LinkedHashMap::new));
        try {
            return EachShard.run(byShard.keySet(), shard -> ask(byShard.get(shard)));
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("asking the servers failed: " + e, e);
        }
    }

    private static Answer ask(Candidate candidate) {
        try (Connection connection = candidate.connectInSilence()) {
            return new Answer(MarkerQuery.ask(connection), null);
        } catch (SQLException e) {
            return new Answer(
                    null,
                    new Refusal(
                            candidate.shard(),
                            "the server at %s can not be asked: %s (SQLSTATE %s)"
                                    .formatted(
                                            candidate.endpoint(),
                                            Refusal.shown(String.valueOf(e.getMessage())),
                                            e.getSQLState()),
                            "an answer to the marker query",
                            "see whether server, database, role, password and TLS are right"));
        }
    }
}
