package dev.shardproof.simulator.fault.wire.postgres;

import java.io.IOException;

/** Where bytes go on. */
public interface ByteSink {

    /** Takes {@code length} bytes; the array stays the caller's. */
    void write(byte[] bytes, int offset, int length) throws IOException;
}
