package dev.shardproof.reports.run;

import com.fasterxml.jackson.annotation.JsonFormat;

/**
 * What was asked for.
 *
 * @param name the scenario's name
 * @param seed the seed of the run; a string in JSON
 * @param world {@code live} or {@code simulated}
 * @param seedMeaning what the seed does and does not replay in this world
 * @param replay the command that runs the same again
 */
public record ScenarioReport(
        String name,
        @JsonFormat(shape = JsonFormat.Shape.STRING) long seed,
        String world,
        String seedMeaning,
        String replay) {

    /** Real servers, real sockets, real time. */
    public static final String LIVE = "live";

    /** Virtual time on one thread. */
    public static final String SIMULATED = "simulated";

    public ScenarioReport {
        Require.text(name, "name");
        Require.text(seedMeaning, "seedMeaning");
        Require.text(replay, "replay");
        if (!LIVE.equals(world) && !SIMULATED.equals(world)) {
            throw new IllegalArgumentException("world is '%s', allowed are live and simulated".formatted(world));
        }
    }

    /** A scenario in the live world. */
    public static ScenarioReport live(String name, long seed, String replay) {
        return new ScenarioReport(
                name,
                seed,
                LIVE,
                "The seed replays the inputs and the fault plan, not the interleaving of threads.",
                replay);
    }
}
