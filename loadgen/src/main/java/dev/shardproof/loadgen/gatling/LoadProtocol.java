package dev.shardproof.loadgen.gatling;

import dev.shardproof.loadgen.driver.Dispatcher;
import io.gatling.core.CoreComponents;
import io.gatling.core.config.GatlingConfiguration;
import io.gatling.core.protocol.Protocol;
import io.gatling.core.protocol.ProtocolComponents;
import io.gatling.core.protocol.ProtocolKey;
import io.gatling.core.session.Session;
import scala.Function1;
import scala.runtime.BoxedUnit;

/**
 * What Gatling calls a protocol: gives actions the dispatcher that executes their operations.
 *
 * @param dispatcher executes operations
 */
record LoadProtocol(Dispatcher dispatcher) implements Protocol {

    static final ProtocolKey<LoadProtocol, Components> KEY = new Key();

    /** The protocol as an action sees it. */
    record Components(Dispatcher dispatcher) implements ProtocolComponents {
        @Override
        public Function1<Session, Session> onStart() {
            return session -> session;
        }

        @Override
        public Function1<Session, BoxedUnit> onExit() {
            return session -> BoxedUnit.UNIT;
        }
    }

    private static final class Key implements ProtocolKey<LoadProtocol, Components> {
        @Override
        @SuppressWarnings("unchecked") // Gatling's own signature: the class of any protocol
        public Class<Protocol> protocolClass() {
            return (Class<Protocol>) (Class<?>) LoadProtocol.class;
        }

        @Override
        public LoadProtocol defaultProtocolValue(GatlingConfiguration configuration) {
            throw new IllegalStateException("the simulation was set up without its protocol");
        }

        @Override
        public Function1<LoadProtocol, Components> newComponents(CoreComponents coreComponents) {
            return protocol -> new Components(protocol.dispatcher());
        }
    }
}
