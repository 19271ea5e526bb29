package dev.shardproof.reports.run;

/**
 * Where a run took place; figures of two runs compare only on the same machine.
 *
 * @param provider who provides the shards: {@code embedded}, {@code containers} or {@code external}
 * @param os name, version and architecture of the operating system
 * @param cpus processors that the JVM may use
 * @param memoryBytes memory of the machine
 * @param javaVersion version and vendor of the JVM
 * @param databaseVersion name and version of the database servers
 * @param proxy what stands behind the faults on the wire, e.g. {@code embedded wire proxy} or
 *     {@code toxiproxy-server 2.12.0}
 */
public record EnvironmentReport(
        String provider,
        String os,
        int cpus,
        long memoryBytes,
        String javaVersion,
        String databaseVersion,
        String proxy) {

    public EnvironmentReport {
        Require.text(provider, "provider");
        Require.text(os, "os");
        Require.notNegative(cpus, "cpus");
        Require.notNegative(memoryBytes, "memoryBytes");
        Require.text(javaVersion, "javaVersion");
        Require.text(databaseVersion, "databaseVersion");
        Require.text(proxy, "proxy");
    }
}
