/**
 * The command line. Open {@link dev.shardproof.scenarios.cli.Main} first. The only package that prints and that ends
 * the process.
 */
package dev.shardproof.scenarios.cli;
