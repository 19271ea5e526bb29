package dev.shardproof.verifier.selftest;

import dev.shardproof.verifier.plan.CheckName;
import java.util.List;
import java.util.Objects;

/**
 * One kind of damage to one place, and how to take it away again.
 *
 * @param check the check that must see it
 * @param name what it is, in words
 * @param database where it is planted
 * @param plant statements that plant it
 * @param undo statements that take it away
 */
record Damage(CheckName check, String name, String database, List<String> plant, List<String> undo) {
    Damage {
        Objects.requireNonNull(check, "check is null");
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(database, "database is null");
        plant = List.copyOf(plant);
        undo = List.copyOf(undo);
    }
}
