package dev.shardproof.scenarios.wiring;

import dev.shardproof.scenarios.spec.Scenario;
import dev.shardproof.scenarios.spec.workload.WorkloadSpec;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad.Removals;
import dev.shardproof.verifier.checksum.CleanUpUnderLoad.Remover;
import dev.shardproof.verifier.history.Effect;
import dev.shardproof.verifier.history.HistoryReader;
import dev.shardproof.verifier.history.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Which rows the clients of a scenario may have removed. */
public final class ClientRemovals {

    private static final String REGISTERS = "registers";

    private ClientRemovals() {}

    /**
     * Of the built-in profiles, only the registers know deletes, and the history has each that may have had an effect. What a user's
     * statements do nobody knows.
     *
     * @param history what the clients saw; read only if the profile removes rows
     */
    public static Removals of(Scenario scenario, Path history) {
        WorkloadSpec.Profile profile = scenario.workload().profile();
        return switch (profile) {
            case CHECKOUT, BANK, APPEND, TIMELINE -> (table, key) -> Remover.NO_CLIENT;
            case REGISTER -> ofRegisters(history);
            case USER, SIMULATION -> (table, key) -> Remover.NOBODY_KNOWS;
        };
    }

    private static Removals ofRegisters(Path history) {
        Set<String> removed = new HashSet<>();
        boolean whole;
        try {
            whole = !new HistoryReader(history)
                    .read(operation -> {
                        if (operation.evidence().effect() == Effect.DELETE && operation.outcome() != Outcome.REJECTED) {
                            removed.add(Long.toString(operation.key()));
                        }
                    })
                    .torn();
        } catch (IOException e) {
            whole = false;
        }
        Remover otherwise = whole ? Remover.NO_CLIENT : Remover.NOBODY_KNOWS;
        return (table, key) -> {
            if (!table.name().equals(REGISTERS)) {
                return Remover.NO_CLIENT;
            }
            return key.size() == 1 && removed.contains(key.get(0)) ? Remover.A_CLIENT : otherwise;
        };
    }
}
