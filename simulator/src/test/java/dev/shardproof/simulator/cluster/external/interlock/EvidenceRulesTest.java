package dev.shardproof.simulator.cluster.external.interlock;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.topology.ShardId;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a server would have to be, or to say, to show it; the rest is in {@link InterlockIT}. */
class EvidenceRulesTest {

    private static final Candidate CANDIDATE = new Candidate() {
        @Override
        public ShardId shard() {
            return new ShardId("s0");
        }

        @Override
        public Endpoint endpoint() {
            return new Endpoint("db.example.com", 5432);
        }

        @Override
        public String database() {
            return "sandbox";
        }

        @Override
        public String user() {
            return "rehearsal";
        }

        @Override
        public boolean demandsEncryption() {
            return true;
        }

        @Override
        public Connection connectInSilence() {
            throw new UnsupportedOperationException("these rules connect nowhere");
        }
    };

    private final EvidenceRules rules = new EvidenceRules("mine", false, DenyList.EMPTY, Interlock.Purpose.REHEARSE);

    @Test
    void aSandboxAsItShouldBeIsLetIn() {
        assertThat(rules.judge(CANDIDATE, evidence("sandbox", "16.4", true, 3))).isEmpty();
    }

    @Test
    void aPoolerThatLeadsElsewhereIsRefused() {
        assertThat(rules.judge(CANDIDATE, evidence("shop", "16.4", true, 3)))
                .extracting(Refusal::found)
                .contains("the session is in the database 'shop', not in 'sandbox'");
    }

    @Test
    void aTunnelThatEndsTlsBeforeTheServerIsRefused() {
        assertThat(rules.judge(CANDIDATE, evidence("sandbox", "16.4", false, 3)))
                .singleElement()
                .matches(refusal -> refusal.found().contains("not encrypted, though TLS is demanded"));
    }

    @Test
    void anOldServerIsRefused() {
        assertThat(rules.judge(CANDIDATE, evidence("sandbox", "15.9", true, 3)))
                .singleElement()
                .matches(refusal -> refusal.needed().contains("PostgreSQL 16"));
    }

    @Test
    void aServerWithoutFreeSlotsIsRefused() {
        assertThat(rules.judge(CANDIDATE, evidence("sandbox", "16.4", true, 0)))
                .singleElement()
                .matches(refusal -> refusal.found().contains("all replication slots are taken"));
    }

    @Test
    void whatHoldsForARehearsalOnlyDoesNotKeepFromCleaningUp() {
        assertThat(new EvidenceRules("mine", false, DenyList.EMPTY, Interlock.Purpose.CLEAN_UP)
                        .judge(CANDIDATE, evidence("sandbox", "15.9", true, 0)))
                .isEmpty();
    }

    private static Evidence evidence(String database, String version, boolean encrypted, int freeSlots) {
        return new Evidence(
                database,
                "17",
                version,
                Optional.of("203.0.113.5"),
                false,
                false,
                encrypted,
                "logical",
                freeSlots,
                new Evidence.Rights(true, List.of(), true),
                List.of(),
                List.of(),
                Optional.of(new Evidence.Marker(
                        "r",
                        String.join(", ", SandboxMarker.COLUMNS),
                        true,
                        false,
                        List.of(new Evidence.Row(
                                Optional.of("mine"),
                                Optional.of("me"),
                                Optional.of(database),
                                Optional.of("17"),
                                Optional.of(false),
                                Optional.of("tomorrow"),
                                false,
                                false)))));
    }
}
