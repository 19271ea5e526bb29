/**
 * The servers behind the Toxiproxy HTTP API: a real {@code toxiproxy-server} from the PATH or in a container, or the
 * embedded wire proxy. Open {@link dev.shardproof.simulator.fault.proxy.ProxyServers} first.
 *
 * <p>Imports {@code fault.wire}, {@code simulator.cluster} with its {@code containers} and {@code registry}, the Toxiproxy
 * Java client, Testcontainers, docker-java and the JDK.
 */
package dev.shardproof.simulator.fault.proxy;
