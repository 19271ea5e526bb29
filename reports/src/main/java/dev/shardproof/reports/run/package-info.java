/**
 * What a run leaves behind as data: the {@link dev.shardproof.reports.run.RunReport} with its parts, and its JSON form
 * ({@link dev.shardproof.reports.run.RunReportJson}). Open {@link dev.shardproof.reports.run.RunReport} first. What is
 * written while the run goes on stands in {@code run.log}.
 *
 * <p>Units stand in the names ({@code …Millis}, {@code …Micros}, {@code …Bytes}); instants are ISO-8601 in UTC; 64-bit
 * key bounds and the seed are strings in JSON, because many readers round numbers above 2<sup>53</sup>.
 *
 * <p>Imports {@code reports.json}, {@code verifier.check}, Jackson and the JDK.
 */
package dev.shardproof.reports.run;
