package dev.shardproof.scenarios.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.shardproof.scenarios.doctor.Finding.Level;
import dev.shardproof.scenarios.spec.cluster.ClusterSpec.Provider;
import dev.shardproof.simulator.cluster.ClusterStartException;
import dev.shardproof.simulator.cluster.embedded.EmbeddedReadiness;
import dev.shardproof.simulator.cluster.registry.StateFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A machine with everything is fine; each thing that is taken away is seen, and a command mends it. */
class DoctorTest {

    private static final long MEGABYTE = 1 << 20;

    @TempDir
    Path folder;

    private final TestingMachine machine = new TestingMachine();

    /**
     * Something that is taken away.
     *
     * @param what the line in which it is seen
     * @param level how bad it is for the embedded provider
     * @param found what the line says
     * @param remedy what mends it
     * @param act takes it away
     */
    record Sabotage(String what, Level level, String found, String remedy, Consumer<TestingMachine> act) {
        @Override
        public String toString() {
            return what + " " + found;
        }
    }

    static Stream<Sabotage> sabotages() {
        return Stream.of(
                new Sabotage(
                        "Java",
                        Level.MISSING,
                        "needs 17 or newer",
                        "JAVA_HOME",
                        m -> m.properties.put("java.version", "11.0.2")),
                new Sabotage(
                        "Java",
                        Level.MISSING,
                        "1.8.0_392",
                        "apt install",
                        m -> m.properties.put("java.version", "1.8.0_392")),
                new Sabotage("processors", Level.WARNING, "1; ", "two or more", m -> m.processors = 1),
                new Sabotage(
                        "memory",
                        Level.WARNING,
                        "1,024 MB available",
                        "2 GB",
                        m -> m.texts.put("/proc/meminfo", "MemAvailable: 1048576 kB")),
                new Sabotage(
                        "memory",
                        Level.MISSING,
                        "512 MB available; needs 768 MB",
                        "2 GB",
                        m -> m.texts.put("/sys/fs/cgroup/memory.max", Long.toString(512 * MEGABYTE))),
                new Sabotage(
                        "temp folder",
                        Level.MISSING,
                        "/tmp, 100 MB free; needs 500 MB",
                        "java.io.tmpdir",
                        m -> m.free.put("/tmp", 100 * MEGABYTE)),
                new Sabotage(
                        "temp folder",
                        Level.WARNING,
                        "1,000 MB free",
                        "free some space",
                        m -> m.free.put("/tmp", 1000 * MEGABYTE)),
                new Sabotage("temp folder", Level.MISSING, "can not be used", "mkdir -p", m -> m.free.put("/tmp", -1L)),
                new Sabotage("free ports", Level.MISSING, "3 on loopback; needs 16", "sysctl", m -> m.ports = 3),
                new Sabotage("free ports", Level.WARNING, "40 on loopback", "sysctl", m -> m.ports = 40),
                new Sabotage(
                        "open files",
                        Level.MISSING,
                        "256; needs 1024",
                        "ulimit -n 4096",
                        m -> m.texts.put("/proc/self/limits", "Max open files            256       1048576   files")),
                new Sabotage(
                        "processes",
                        Level.WARNING,
                        "1000",
                        "ulimit -u 2048",
                        m -> m.texts.put(
                                "/proc/self/limits", "Max processes             1000      1048576   processes")),
                new Sabotage(
                        "shared memory",
                        Level.WARNING,
                        "10 MB free",
                        "--shm-size",
                        m -> m.free.put("/dev/shm", 10 * MEGABYTE)),
                new Sabotage(
                        "clock",
                        Level.WARNING,
                        "is past",
                        "set-ntp",
                        m -> m.now = TestingMachine.NOW.minus(Duration.ofDays(4000))),
                new Sabotage(
                        "clock",
                        Level.WARNING,
                        "60 s off",
                        "set-ntp",
                        m -> m.fileTime = TestingMachine.NOW.minusSeconds(60)),
                new Sabotage("clock", Level.MISSING, "read-only file system", "writable", m -> m.fileTime = null),
                new Sabotage(
                        "Docker engine", Level.WARNING, "none answers", "scripts/setup-docker", m -> m.docker.clear()),
                new Sabotage(
                        "Docker engine",
                        Level.WARNING,
                        "unix:///no",
                        "unset DOCKER_HOST",
                        m -> m.environment.put("DOCKER_HOST", "unix:///no")),
                new Sabotage(
                        "Docker engine",
                        Level.WARNING,
                        "none answers",
                        "scripts/setup-docker",
                        m -> m.docker.put("unix:///var/run/docker.sock/version", "<html>")),
                new Sabotage(
                        "PostgreSQL image",
                        Level.WARNING,
                        "has none of postgres:18",
                        "docker/build-images",
                        m -> m.docker.put("unix:///var/run/docker.sock/images/json", "[]")),
                new Sabotage(
                        "Toxiproxy image",
                        Level.WARNING,
                        "has none of mine:1",
                        "docker pull mine:1",
                        m -> m.environment.put("SHARDPROOF_TOXIPROXY_IMAGE", "mine:1")));
    }

    @Test
    void aMachineWithEverythingIsFine() throws IOException {
        for (Provider provider : Provider.values()) {
            List<Finding> findings = examine(provider);
            assertThat(findings).allMatch(finding -> finding.level() == Level.FINE);
            assertThat(findings)
                    .extracting(Finding::what)
                    .doesNotHaveDuplicates()
                    .contains(
                            "Java",
                            "Docker engine",
                            "PostgreSQL image",
                            "Toxiproxy",
                            "PostgreSQL",
                            "rights",
                            "leftovers");
        }
    }

    @ParameterizedTest
    @MethodSource("sabotages")
    void whatIsTakenAwayIsSeenAndACommandMendsIt(Sabotage sabotage) throws IOException {
        sabotage.act().accept(machine);

        Finding finding = line(Provider.EMBEDDED, sabotage.what());

        assertThat(finding.level()).isEqualTo(sabotage.level());
        assertThat(finding.found()).contains(sabotage.found());
        assertThat(finding.remedy()).contains(sabotage.remedy());
        assertThat(finding.toString()).contains("→  " + finding.remedy());
    }

    @ParameterizedTest
    @MethodSource("sabotages")
    void whatOnlyContainersNeedIsMissingForThem(Sabotage sabotage) throws IOException {
        sabotage.act().accept(machine);
        boolean theirs = sabotage.what().contains("Docker") || sabotage.what().contains("image");

        assertThat(line(Provider.CONTAINERS, sabotage.what()).level())
                .isEqualTo(theirs ? Level.MISSING : sabotage.level());
    }

    @Test
    void aToxiproxyThatDoesNotRunIsNotPassedOver() throws IOException {
        Path program = Files.createFile(folder.resolve("toxiproxy-server"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        machine.environment.put("PATH", folder.toString());
        assertThat(line(Provider.EMBEDDED, "Toxiproxy").found()).contains("2.12.0");

        machine.programSays = null;

        Finding finding = line(Provider.EMBEDDED, "Toxiproxy");
        assertThat(finding.level()).isEqualTo(Level.MISSING);
        assertThat(finding.found()).contains("does not run").contains("127");
    }

    @Test
    void anEmbeddedPostgresThatDoesNotRunIsMissingOnlyWhereItIsWanted() throws IOException {
        Doctor doctor = new Doctor(machine, this::state, state -> {
            throw new ClusterStartException("there is no embedded PostgreSQL for OS/2 on riscv");
        });

        assertThat(doctor.examine(Provider.EMBEDDED))
                .filteredOn(finding -> finding.what().equals("PostgreSQL"))
                .singleElement()
                .matches(finding ->
                        finding.level() == Level.MISSING && finding.found().contains("OS/2"));
        assertThat(doctor.examine(Provider.EXTERNAL)).noneMatch(finding -> finding.level() == Level.MISSING);
    }

    @Test
    void aStateFolderThatIsRefusedEndsTheExamination() {
        Doctor doctor = new Doctor(
                machine,
                () -> {
                    throw new IOException("the state folder is refused: other users can write to it");
                },
                state -> new EmbeddedReadiness("postgres", "a plain user"));

        assertThat(doctor.examine(Provider.EMBEDDED))
                .singleElement()
                .matches(finding -> finding.level() == Level.MISSING)
                .matches(finding -> finding.found().contains("other users can write"));
    }

    @Test
    void runsOfDeadProcessesAreCounted() throws IOException {
        // A run whose folder names no owner is one whose process died before it could write its name.
        Files.createDirectories(state().path().resolve("runs").resolve("1-dead"));

        Finding finding = line(Provider.EMBEDDED, "leftovers");

        assertThat(finding.level()).isEqualTo(Level.WARNING);
        assertThat(finding.found()).contains("1 killed runs");
        assertThat(finding.remedy()).contains("./shardproof doctor --clean-up");
    }

    @Test
    void textsFromElsewhereCanNotWriteToTheTerminal() {
        assertThat(new Finding(Level.WARNING, "Docker engine", "says \u001b[2J\nhello", "x").toString())
                .doesNotContain("\u001b")
                .doesNotContain("\n");
    }

    private Finding line(Provider provider, String what) throws IOException {
        return examine(provider).stream()
                .filter(finding -> finding.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private List<Finding> examine(Provider provider) throws IOException {
        return new Doctor(
                        machine,
                        this::state,
                        state -> new EmbeddedReadiness("postgres (PostgreSQL) 18.6", "a plain user"))
                .examine(provider);
    }

    private StateFolder state() throws IOException {
        return StateFolder.at(folder.resolve("state"));
    }
}
