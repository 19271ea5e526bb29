package dev.shardproof.simulator.fault.migration;

import dev.shardproof.simulator.cluster.ShardServer;
import dev.shardproof.simulator.cluster.session.ServerSession;
import dev.shardproof.simulator.fault.Probe;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Counts how often the migrator was seen to read pages of a relation after later ones, by the statements that the servers
 * show of its sessions.
 */
final class PageOrderProbe implements Probe {

    private static final Pattern FROM_PAGE = Pattern.compile(" FROM ONLY (.+) WHERE ctid >= '\\((\\d+),0\\)'");

    private final List<ServerSession> sessions;
    private final String migrator;
    private final Map<String, Long> pages = new HashMap<>();
    private int stepsBack;

    PageOrderProbe(Collection<ShardServer> servers, String migrator) {
        this.sessions = SumProbe.sessions(servers);
        this.migrator = Objects.requireNonNull(migrator, "migrator is null");
    }

    @Override
    public double sample() throws IOException {
        for (int i = 0; i < sessions.size(); i++) {
            for (List<String> row : sessions.get(i)
                    .rows("SELECT pid, query FROM pg_catalog.pg_stat_activity WHERE application_name = ?", migrator)) {
                note(i + "/" + row.get(0), row.get(1));
            }
        }
        return stepsBack;
    }

    private void note(String session, String query) {
        Matcher copy = FROM_PAGE.matcher(query);
        if (copy.find()) {
            long page = Long.parseLong(copy.group(2));
            Long before = pages.put(session + "/" + copy.group(1), page);
            if (before != null && page < before) {
                stepsBack++;
            }
        }
    }

    @Override
    public void close() {
        sessions.forEach(ServerSession::close);
    }
}
