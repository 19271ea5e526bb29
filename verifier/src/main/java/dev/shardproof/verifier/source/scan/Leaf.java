package dev.shardproof.verifier.source.scan;

/**
 * A table in which rows of a table lie: the table itself, or one that inherits from it.
 *
 * @param relation its quoted name
 * @param only whether to read it without what inherits from it
 * @param pages how many pages it has
 * @param rows how many rows the statistics say it has, or -1
 * @param paged whether some of its pages can be read without the others
 * @param indexed whether an index leads with the first key column
 * @param file in which file or files it lies: another one when it was written anew
 */
public record Leaf(String relation, boolean only, long pages, long rows, boolean paged, boolean indexed, String file) {}
