/**
 * The servers behind the Toxiproxy HTTP API: a real {@code toxiproxy-server} from the PATH, or the embedded wire proxy. Open
 * {@link dev.shardproof.simulator.fault.proxy.ProxyServers} first.
 *
 * <p>Imports {@code fault.wire}, the Toxiproxy Java client, and the JDK.
 */
package dev.shardproof.simulator.fault.proxy;
