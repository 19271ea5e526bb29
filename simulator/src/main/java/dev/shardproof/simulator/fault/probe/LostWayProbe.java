package dev.shardproof.simulator.fault.probe;

import dev.shardproof.simulator.cluster.Endpoint;
import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.AnswerWay;
import dev.shardproof.simulator.cluster.session.RequestWay;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.time.Duration;

/**
 * Looks at the two ways of a link one by one, with the server itself as the witness. A sample fails if exactly the ways that
 * it looks for are lost.
 */
public final class LostWayProbe implements Probe {

    private static final double AS_USUAL = 0;

    private final boolean requests;
    private final boolean answers;
    private final RequestWay requestWay;
    private final AnswerWay answerWay;

    /**
     * Probes the link to a server.
     *
     * @param requests whether the way to the server is to be lost
     * @param answers whether the way back is
     * @param patience how long a message may take
     */
    public LostWayProbe(ShardServer server, Endpoint link, boolean requests, boolean answers, Duration patience) {
        this.requests = requests;
        this.answers = answers;
        this.requestWay = new RequestWay(server, link, patience);
        this.answerWay = new AnswerWay(server, link, patience);
    }

    @Override
    public double sample() throws IOException {
        boolean lostAnswers;
        boolean lostRequests;
        try {
            lostAnswers = !answerWay.arrives();
            lostRequests = !requestWay.arrives();
        } catch (IOException e) {
            return AS_USUAL; // without a witness nothing is known to be lost
        }
        if ((lostRequests || lostAnswers) && lostRequests == requests && lostAnswers == answers) {
            throw new IOException("lost: requests %s, answers %s".formatted(lostRequests, lostAnswers));
        }
        return AS_USUAL;
    }

    @Override
    public void close() {
        requestWay.close();
        answerWay.close();
    }
}
