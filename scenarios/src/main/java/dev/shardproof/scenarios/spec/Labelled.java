package dev.shardproof.scenarios.spec;

/** A constant that has a name in scenario files. */
public interface Labelled {

    /** The name in scenario files, command lines and reports. */
    String label();
}
