package dev.shardproof.simulator.fault.lease;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.registry.ProcessIdentity;
import dev.shardproof.simulator.cluster.session.SessionEnding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseJournalTest {

    private static final ProcessIdentity PROCESS = new ProcessIdentity(7, "123@boot");

    /** One of each kind, so that a new one without a text form fails here. */
    private static final List<HealAction> ALL_KINDS = List.of(
            new HealAction.RemoveToxic("127.0.0.1", 8474, "s0 \"quoted\"", "latency\nline"),
            new HealAction.EnableProxy("::1", 8474, "s1"),
            new HealAction.ContinueProcess(PROCESS),
            new HealAction.EndProcess(PROCESS),
            new HealAction.UnpauseContainer("0123456789ab"),
            new HealAction.StartContainer("postgres-s0"),
            new HealAction.RemoveContainers("77-123"),
            new HealAction.EndSessions(
                    new SessionEnding(new Endpoint("localhost", 5432), "shop", "app", Optional.of(Path.of("/p"))),
                    "locks"),
            new HealAction.EndSessions(
                    new SessionEnding(new Endpoint("localhost", 5432), "shop", "app", Optional.empty()), "locks"));

    @TempDir
    Path folder;

    private LeaseJournal journal;

    @BeforeEach
    void create() {
        journal = new LeaseJournal(folder.resolve(LeaseJournal.FILE));
    }

    @Test
    void everyActionIsReadAsItWasWritten() throws IOException {
        assertThat(ALL_KINDS).extracting(Object::getClass).contains(HealAction.class.getPermittedSubclasses());
        GrantedLease lease = new GrantedLease(1, "everything", Duration.ofSeconds(30), ALL_KINDS);
        journal.append(lease.toLine());
        assertThat(journal.read().open()).containsExactly(lease);
        assertThat(Files.readAllLines(journal.file())).hasSize(1);
    }

    @Test
    void onlyWhatWasNeitherGivenBackNorHealedIsOpen() throws IOException {
        for (long id = 1; id <= 4; id++) {
            journal.append(lease(id).toLine());
        }
        journal.append(LeaseJournal.released(1));
        journal.append(new HealedFault("f2", HealedFault.Reason.EXPIRED, List.of()).toLine(2));
        journal.append(new HealedFault("f3", HealedFault.Reason.EXPIRED, List.of("no")).toLine(3));
        assertThat(journal.read().open()).containsExactly(lease(3), lease(4));
        assertThat(journal.read().healed()).extracting(HealedFault::fault).containsExactly("f2");
    }

    @Test
    void aTornLastLineIsNoLease() throws IOException {
        journal.append(lease(1).toLine());
        Files.writeString(journal.file(), lease(2).toLine().toString(), StandardOpenOption.APPEND);
        assertThat(journal.read().open()).containsExactly(lease(1));
        assertThat(journal.read().problems()).isEmpty();
    }

    @Test
    void aLineOfAnotherVersionIsToldAndTheOthersCount() throws IOException {
        String foreign = lease(1).toLine().toString().replace("enableProxy", "turnBackTime");
        Files.writeString(journal.file(), foreign + "\nnonsense\n[]\n{\"grant\":\"x\"}\n");
        journal.append(lease(2).toLine());
        assertThat(journal.read().open()).containsExactly(lease(2));
        assertThat(journal.read().problems()).hasSize(4).first().asString().contains("'turnBackTime' is no action");
    }

    @Test
    void thereIsNothingOpenWhereThereIsNoJournal() throws IOException {
        assertThat(journal.read().open()).isEmpty();
    }

    @Test
    void whatCouldMeanSomethingElseIsNoAction() {
        assertThatThrownBy(() -> new HealAction.UnpauseContainer("../x?force=1"))
                .hasMessageContaining("'../x?force=1'");
        assertThatThrownBy(() -> new HealAction.RemoveContainers("")).hasMessageContaining("''");
        SessionEnding sessions = new SessionEnding(new Endpoint("h", 1), "d", "u", Optional.empty());
        assertThatThrownBy(() -> new HealAction.EndSessions(sessions, " ")).hasMessageContaining("without a name");
        assertThatThrownBy(() -> new GrantedLease(1, "f", Duration.ZERO, List.of()))
                .hasMessageContaining("PT0S");
    }

    private static GrantedLease lease(long id) {
        return new GrantedLease(
                id, "f" + id, Duration.ofSeconds(1), List.of(new HealAction.EnableProxy("127.0.0.1", 8474, "s0")));
    }
}
