package dev.shardproof.simulator.dataset;

import dev.shardproof.simulator.cluster.Cluster;
import dev.shardproof.simulator.topology.Topology;

/** Data that can be loaded onto the shards of a cluster. */
public interface Dataset {

    /**
     * Creates the tables on every server of the cluster, future targets included, loads the sharded rows onto their
     * owners and the reference tables onto every owner, sets the sequences above what is loaded and gathers statistics.
     *
     * @param cluster servers whose database has no tables yet
     * @param topology who owns what; every owner must be a server of the cluster
     * @throws DatasetException if the data can not be loaded; the message says what, where and why
     */
    LoadedData load(Cluster cluster, Topology topology);
}
