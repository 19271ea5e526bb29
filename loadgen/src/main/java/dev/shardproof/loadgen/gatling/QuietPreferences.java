package dev.shardproof.loadgen.gatling;

import java.util.HashMap;
import java.util.Map;
import java.util.prefs.AbstractPreferences;
import java.util.prefs.Preferences;
import java.util.prefs.PreferencesFactory;

/**
 * Keeps Gatling from asking the internet for its newest version before every run, for which it has no setting.
 *
 * <p>Gatling remembers in the user's Java preferences when it asked last. These preferences live in memory only and say
 * that it asked in a far future, in vain. Public, with a constructor without arguments, since the JDK instantiates the
 * factory that {@code java.util.prefs.PreferencesFactory} names.
 */
public final class QuietPreferences implements PreferencesFactory {

    private static final Preferences ROOT = new InMemory(null, "");

    @Override
    public Preferences systemRoot() {
        return ROOT;
    }

    @Override
    public Preferences userRoot() {
        return ROOT;
    }

    private static final class InMemory extends AbstractPreferences {
        private final Map<String, String> values = new HashMap<>();

        InMemory(AbstractPreferences parent, String name) {
            super(parent, name);
            values.put("lastCheckTimestamp", Long.toString(Long.MAX_VALUE / 2));
        }

        @Override
        protected void putSpi(String key, String value) {
            values.put(key, value);
        }

        @Override
        protected String getSpi(String key) {
            return values.get(key);
        }

        @Override
        protected void removeSpi(String key) {
            values.remove(key);
        }

        @Override
        protected void removeNodeSpi() {
            values.clear();
        }

        @Override
        protected String[] keysSpi() {
            return values.keySet().toArray(String[]::new);
        }

        @Override
        protected String[] childrenNamesSpi() {
            return new String[0]; // children that were asked for are kept by the super class
        }

        @Override
        protected AbstractPreferences childSpi(String name) {
            return new InMemory(this, name);
        }

        @Override
        protected void syncSpi() {
            // There is no store to agree with.
        }

        @Override
        protected void flushSpi() {
            // As above.
        }
    }
}
