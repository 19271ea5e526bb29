package dev.shardproof.simulator.fault.wire.postgres;

import java.io.IOException;
import java.util.Optional;

/** Decides on statements before they reach the server. Called by the thread that reads from the client. */
public interface StatementGate {

    /** What is done to a statement. */
    interface Intervention {

        /**
         * Carries it out; all that the client sent before the statement is on its way to the server. May wait.
         *
         * @return the messages that go to the server instead of the statement; empty = the statement itself
         * @throws IOException if the connection is cut instead
         */
        Optional<byte[]> carryOut() throws IOException;
    }

    /** Whether statements are to be held back until they are judged; asked at the first byte of each. */
    boolean watches();

    /** Judges a statement; empty = it passes. */
    Optional<Intervention> judge(Statement statement);

    /** A statement passes whose text is not known. */
    void unseen();
}
