package dev.shardproof.simulator.dataset.profile;

import dev.shardproof.simulator.dataset.CopyTextWriter;
import java.sql.SQLException;
import java.util.Map;
import java.util.SplittableRandom;

/** The tables of one profile and the rows that each key has in them. Implementations are immutable. */
interface ProfileTables {

    /** The name of the profile, and of the resource with the DDL. */
    String name();

    /** The shard-key column of each table. */
    Map<String, String> shardKeys();

    /** How many keys there are; they are 1 to this. */
    long keys();

    /** Writes the rows that a key has in a table; all randomness comes from {@code random}. */
    void write(String table, long key, SplittableRandom random, CopyTextWriter writer) throws SQLException;
}
