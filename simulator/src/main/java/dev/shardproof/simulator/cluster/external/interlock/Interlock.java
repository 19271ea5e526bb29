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
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets a scenario onto servers that the user names, or refuses. All servers are judged before anything is done on any;
 * one refused server means that nothing is done anywhere.
 *
 * <p>First come names and addresses, without a connection; then each server gets one connection and one statement. Only
 * where all are let in, the same connections get more: a lock on the database, and the statement once more.
 * Thread-safe.
 */
public final class Interlock {

    private static final Logger LOG = LoggerFactory.getLogger(Interlock.class);

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
     * Judges the servers and leaves.
     *
     * @return what each of them has said, in the order of the candidates
     * @throws InterlockException unless all are proven to be sandboxes for this scenario
     * @throws InterruptedException if the thread is interrupted; nothing was done
     */
    public Map<ShardId, Evidence> require(List<? extends Candidate> candidates, Purpose purpose)
            throws InterruptedException {
        try (Admission judged = judge(candidates, purpose, Map.of(), false)) {
            return judged.evidence();
        }
    }

    /**
     * Judges the servers, holds their databases for this process alone, and judges them once more, in the same sessions:
     * between the first answer and the lock somebody else may have been there.
     *
     * @return the sessions, which hold the databases until they are closed
     * @throws InterlockException unless all are proven to be sandboxes for this scenario that nobody else is using
     * @throws InterruptedException if the thread is interrupted; nothing was done
     */
    public Admission admit(List<? extends Candidate> candidates, Purpose purpose) throws InterruptedException {
        return hold(candidates, purpose, judge(candidates, purpose, Map.of(), false));
    }

    /**
     * As {@link #admit}, for servers that were let in before: where the session still lives it is asked again, else the
     * server is connected to anew. After a failover, or behind another address, that can be another server.
     *
     * @param before what let them in; used up, also if this fails
     * @throws InterlockException also if one of them is not the server that it was
     */
    public Admission readmit(Admission before, List<? extends Candidate> candidates, Purpose purpose)
            throws InterruptedException {
        Admission now = judge(candidates, purpose, before.sessions(), false);
        List<Refusal> refusals = new ArrayList<>();
        now.evidence().forEach((shard, evidence) -> {
            String was = before.evidence().get(shard).systemIdentifier();
            if (!was.equals(evidence.systemIdentifier())) {
                refusals.add(new Refusal(
                        shard,
                        "the server has the system_identifier " + evidence.systemIdentifier(),
                        "the server that was let in, " + was,
                        "see what is left on that one: './shardproof doctor SCENARIO --clean-up' removes it"));
            }
        });
        if (!refusals.isEmpty()) {
            now.close();
            throw new InterlockException(refusals);
        }
        return hold(candidates, purpose, now);
    }

    private Admission hold(List<? extends Candidate> candidates, Purpose purpose, Admission judged)
            throws InterruptedException {
        List<Refusal> refusals = new ArrayList<>();
        for (Candidate candidate : candidates) {
            try {
                Hold.take(judged.session(candidate.shard()))
                        .ifPresent(holder -> refusals.add(inUse(candidate, holder)));
            } catch (SQLException e) {
                refusals.add(silent(candidate, e));
            }
        }
        if (!refusals.isEmpty()) {
            judged.close();
            throw new InterlockException(refusals);
        }
        return judge(candidates, purpose, judged.sessions(), true);
    }

    private static Refusal inUse(Candidate candidate, String holder) {
        return new Refusal(
                candidate.shard(),
                "somebody is using the database: " + Refusal.shown(holder),
                "a database that no other run and no clean-up holds",
                "wait for the end of that run, or end it; it cleans up by itself");
    }

    /** @param sessions those that there are already; closed if the servers are refused */
    private Admission judge(
            List<? extends Candidate> candidates, Purpose purpose, Map<ShardId, Connection> sessions, boolean held)
            throws InterruptedException {
        Map<ShardId, Connection> open = new ConcurrentHashMap<>(sessions);
        boolean letIn = false;
        try {
            Map<ShardId, Evidence> evidence = evidence(candidates, purpose, open);
            letIn = true;
            return new Admission(open, evidence, held);
        } finally {
            if (!letIn) {
                open.values().forEach(Admission::end);
            }
        }
    }

    private Map<ShardId, Evidence> evidence(
            List<? extends Candidate> candidates, Purpose purpose, Map<ShardId, Connection> sessions)
            throws InterruptedException {
        List<Refusal> byName = new NameRules(deny, resolver).judge(candidates);
        if (!byName.isEmpty()) {
            throw new InterlockException(byName);
        }
        EvidenceRules rules = new EvidenceRules(scenario, scratchDatabases, deny, purpose);
        Map<ShardId, Answer> answers = askAll(candidates, sessions);
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

    private static Map<ShardId, Answer> askAll(List<? extends Candidate> candidates, Map<ShardId, Connection> sessions)
            throws InterruptedException {
        Map<ShardId, Candidate> byShard = candidates.stream()
                .collect(Collectors.toMap(
                        Candidate::shard,
                        candidate -> candidate,
                        (one, other) -> {
                            throw new IllegalArgumentException("shard %s is named twice".formatted(one.shard()));
                        },
                        LinkedHashMap::new));
        try {
            return EachShard.run(byShard.keySet(), shard -> ask(byShard.get(shard), sessions));
        } catch (InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException("asking the servers failed: " + e, e);
        }
    }

    private static Answer ask(Candidate candidate, Map<ShardId, Connection> sessions) {
        Connection known = sessions.get(candidate.shard());
        if (known != null) {
            try {
                return new Answer(MarkerQuery.ask(known), null);
            } catch (SQLException e) {
                LOG.debug("the session with shard {} has ended, connecting anew", candidate.shard(), e);
                sessions.remove(candidate.shard());
                Admission.end(known);
            }
        }
        try {
            Connection connection = candidate.connectInSilence();
            sessions.put(candidate.shard(), connection);
            return new Answer(MarkerQuery.ask(connection), null);
        } catch (SQLException e) {
            return new Answer(null, silent(candidate, e));
        }
    }

    private static Refusal silent(Candidate candidate, SQLException e) {
        return new Refusal(
                candidate.shard(),
                "the server at %s can not be asked: %s (SQLSTATE %s)"
                        .formatted(
                                candidate.endpoint(), Refusal.shown(String.valueOf(e.getMessage())), e.getSQLState()),
                "an answer to the marker query",
                "see whether server, database, role, password and TLS are right");
    }
}
