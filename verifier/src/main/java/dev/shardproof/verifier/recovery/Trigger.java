package dev.shardproof.verifier.recovery;

import java.util.Objects;

/**
 * What disturbed the application.
 *
 * @param name for people, such as the fault's name
 * @param acted when it did
 * @param proven whether it was measured to act; one that was not says nothing about the recovery from it
 */
public record Trigger(String name, Stretch acted, boolean proven) {
    public Trigger {
        Objects.requireNonNull(name, "name is null");
        Objects.requireNonNull(acted, "acted is null");
    }
}
