package dev.shardproof.simulator.fault.wire;

import dev.shardproof.simulator.fault.wire.toxic.Toxic;
import dev.shardproof.simulator.fault.wire.toxic.ToxicSpec;
import java.util.SplittableRandom;

/**
 * A toxic on one direction of one connection: with the lot that decides whether it acts there, its random source and its
 * memory. The lot and the memory stay when the toxic is updated.
 */
final class Stage {

    private final ToxicSpec spec;
    private final Memory memory;

    private Stage(ToxicSpec spec, Memory memory) {
        this.spec = spec;
        this.memory = memory;
    }

    /** A new toxic on a connection that draws its lot from {@code seed}. */
    static Stage of(ToxicSpec spec, long seed) {
        return new Stage(
                spec, new Memory(new SplittableRandom(seed * 31 + spec.name().hashCode())));
    }

    /** This stage itself if nothing changes. */
    Stage updated(ToxicSpec newSpec) {
        return newSpec.equals(spec) ? this : new Stage(newSpec, memory);
    }

    String name() {
        return spec.name();
    }

    Toxic toxic() {
        return spec.toxic();
    }

    boolean acts() {
        return memory.lot < spec.toxicity();
    }

    SplittableRandom random() {
        return memory.random;
    }

    long remembered() {
        return memory.value;
    }

    void remember(long value) {
        memory.value = value;
    }

    /** Used by the shaping thread of the direction only; the lot is fixed. */
    private static final class Memory {
        private final SplittableRandom random;
        private final double lot;
        private long value;

        Memory(SplittableRandom random) {
            this.random = random;
            this.lot = random.nextDouble();
        }
    }
}
