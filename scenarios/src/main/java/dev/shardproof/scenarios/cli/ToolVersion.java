package dev.shardproof.scenarios.cli;

import picocli.CommandLine.IVersionProvider;

/** The version of this build, from the manifest of its jar. */
final class ToolVersion implements IVersionProvider {

    /** The version, or {@code unpackaged} when the classes do not come from a jar. */
    static String current() {
        String version = ToolVersion.class.getPackage().getImplementationVersion();
        return version == null ? "unpackaged" : version;
    }

    @Override
    public String[] getVersion() {
        return new String[] {"shardproof " + current()};
    }
}
