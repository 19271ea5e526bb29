package dev.shardproof.scenarios.cli;

import dev.shardproof.reports.live.ScanLine;
import dev.shardproof.reports.live.TerminalProgress;
import dev.shardproof.reports.text.Figures;
import dev.shardproof.scenarios.server.ReceivedBytes;
import dev.shardproof.scenarios.server.Server;
import dev.shardproof.scenarios.verification.VerificationSpec;
import dev.shardproof.scenarios.wiring.cluster.ServerSandbox;
import dev.shardproof.verifier.check.CheckResult;
import dev.shardproof.verifier.coverage.InvalidSelectionException;
import dev.shardproof.verifier.pace.ScanState;
import dev.shardproof.verifier.plan.CheckName;
import dev.shardproof.verifier.report.CostReport;
import dev.shardproof.verifier.report.ServerReport;
import dev.shardproof.verifier.report.VerificationReport;
import dev.shardproof.verifier.source.SourceException;
import dev.shardproof.verifier.verification.RefusedException;
import dev.shardproof.verifier.verification.Verification;
import dev.shardproof.verifier.verification.VerificationListener;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** One verification as the command line makes it. What was judged is kept, however it ends. Not thread-safe. */
final class VerificationRun {

    private final VerificationSpec spec;
    private final List<Server> servers;
    private final ReceivedBytes received;
    private final InstantSource clock;
    private final Path checkpoint;
    private final List<CheckResult> judged = new CopyOnWriteArrayList<>();
    private final Optional<Appendable> repair;
    private boolean interrupted;

    /**
     * @param checkpoint where the run writes down how far it is, or goes on from if it is there
     * @param repair where SQL goes that would put the targets right, if that is wanted
     */
    VerificationRun(
            VerificationSpec spec,
            List<Server> servers,
            ReceivedBytes received,
            InstantSource clock,
            Path checkpoint,
            Optional<Appendable> repair) {
        this.repair = repair;
        this.spec = spec;
        this.servers = servers;
        this.received = received;
        this.clock = clock;
        this.checkpoint = checkpoint;
    }

    /** Whether the run was told to stop. */
    boolean interrupted() {
        return interrupted;
    }

    /**
     * Verifies; a run that is stopped or loses a server half-way says what was judged until then.
     *
     * @throws InvalidRunException if the plan does not fit what is there
     */
    VerificationReport run(TerminalProgress terminal) throws InvalidRunException {
        Instant start = clock.instant();
        try {
            return completed(verification().run(listener(terminal)));
        } catch (InvalidSelectionException e) {
            throw InvalidRunException.of(e);
        } catch (RefusedException e) {
            throw new InvalidRunException(e.getMessage());
        } catch (SourceException e) {
            return completed(partial(terminal, start, e.getMessage()));
        } catch (InterruptedException e) {
            interrupted = true;
            return completed(partial(terminal, start, "it was stopped before this check was done"));
        }
    }

    private Verification verification() {
        Verification verification =
                Verification.of(spec.plan()).sandbox(ServerSandbox::embedded).checkpoint(checkpoint);
        repair.ifPresent(verification::repair);
        for (Server server : servers) {
            if (isSource(server)) {
                verification.source(server.address().name(), server.connections());
            } else {
                verification.target(server.address().name(), server.connections());
            }
        }
        return verification;
    }

    private boolean isSource(Server server) {
        return spec.sources().contains(server.address());
    }

    private VerificationListener listener(TerminalProgress terminal) {
        return new VerificationListener() {
            @Override
            public void begins(String what) {
                terminal.message(what);
            }

            @Override
            public void progress(ScanState state) {
                terminal.show(new ScanLine("Comparing", state.share(), state.rowsPerSecond(), state.remaining()));
            }

            @Override
            public void paused(String why) {
                terminal.message("Pausing: " + why);
            }

            @Override
            public void resumed(Duration waited) {
                terminal.message("Going on after " + Figures.duration(waited));
            }

            @Override
            public void judged(CheckResult result) {
                judged.add(result);
                terminal.check(result);
            }
        };
    }

    /** What was judged, and every check that was not. */
    private VerificationReport partial(TerminalProgress terminal, Instant start, String reason) {
        List<CheckResult> results = new ArrayList<>(judged);
        for (CheckName check : CheckName.values()) {
            boolean done = judged.stream().anyMatch(result -> result.check().equals(check.label()));
            if (spec.plan().checks().contains(check) && !done) {
                CheckResult result = CheckResult.inconclusive(check.label(), reason, Duration.ZERO);
                results.add(result);
                terminal.check(result);
            }
        }
        return new VerificationReport(
                start,
                clock.instant(),
                servers.stream().map(this::unread).toList(),
                List.of(),
                List.of(),
                results,
                Optional.empty(),
                new CostReport(0, -1, 0, Duration.ZERO, Duration.ZERO, Duration.ZERO),
                Map.of("seed", Long.toString(spec.plan().seed())));
    }

    /** A server of which the verification has said nothing yet. */
    private ServerReport unread(Server server) {
        return new ServerReport(
                server.address().name(),
                isSource(server) ? ServerReport.Role.SOURCE : ServerReport.Role.TARGET,
                server.address().location(),
                "unknown",
                "unknown",
                false,
                server.address().user(),
                "",
                "");
    }

    /** Adds what only the maker of the connections knows: addresses, how they were protected, and what came over them. */
    private VerificationReport completed(VerificationReport report) {
        CostReport cost = report.cost();
        return new VerificationReport(
                report.start(),
                report.end(),
                report.servers().stream().map(this::completed).toList(),
                report.tables(),
                report.uncovered(),
                report.checks(),
                report.selfTest(),
                new CostReport(
                        cost.rowsRead(),
                        cost.bytesReceived() < 0 ? received.total() : cost.bytesReceived(),
                        cost.statements(),
                        cost.reading(),
                        cost.longestSnapshot(),
                        cost.paused()),
                report.settings());
    }

    private ServerReport completed(ServerReport report) {
        return servers.stream()
                .filter(server -> server.address().name().equals(report.name()))
                .findFirst()
                .map(server -> new ServerReport(
                        report.name(),
                        report.role(),
                        server.address().location(),
                        report.version(),
                        report.systemIdentifier(),
                        report.standby(),
                        report.login(),
                        report.writable(),
                        server.security().describe(report.tls())))
                .orElse(report);
    }
}
