package dev.shardproof.verifier.live;

import dev.shardproof.verifier.live.replication.FencePassage;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Decides which suspects of one comparison are damage, from readings in ever new snapshots.
 *
 * <p>In each reading the left side's snapshots are taken first, then the fence is passed, then the right side's snapshots
 * are taken. A suspect that agrees in any reading is settled. It stays, and is damage, if two consecutive readings past
 * the fence show the same contents on both sides and a side that has the row was not written to between them:
 *
 * <ul>
 *   <li>if the left row is one version in both, it was so all the time in between; the right side's first snapshot lies in
 *       that time, and past the fence it must have had the same;
 *   <li>if the right row is one version in both, the right side's state at the moment of the second left snapshot was that
 *       version too, and it must have been equal to that snapshot.
 * </ul>
 *
 * <p>Equal contents alone would not do: a row that is switched to and fro can be caught in flight twice alike. Where the
 * fence is not complete, and where rows have no key and so no version, a suspect stays only if every reading showed the
 * same. All else never settled. Pure; not thread-safe.
 */
final class Settling {

    /** What the readings so far say of one suspect. */
    private static final class Course {
        private Reading last = Reading.NOWHERE;
        private FencePassage passage = new FencePassage(false, false, "");
        private int alike;
        private boolean read;
    }

    private static final int LEAST_READINGS = 2;

    private final Map<Suspect, Course> open = new LinkedHashMap<>();
    private final Map<Suspect, Reading> stayed = new LinkedHashMap<>();
    private final Set<Suspect> vanished = new LinkedHashSet<>();
    private final Set<Suspect> agreed = new LinkedHashSet<>();
    private int settled;
    private int readings;

    Settling(Collection<Suspect> suspects) {
        suspects.forEach(suspect -> open.put(suspect, new Course()));
    }

    /** Those that must be read again. */
    Set<Suspect> open() {
        return Set.copyOf(open.keySet());
    }

    /** Takes one reading of all that are open; a suspect that is not in it was nowhere. */
    void read(Map<Suspect, Reading> seen, FencePassage passage) {
        readings++;
        Iterator<Map.Entry<Suspect, Course>> all = open.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Suspect, Course> one = all.next();
            Reading now = seen.getOrDefault(one.getKey(), Reading.NOWHERE);
            if (now.agrees()) {
                settled++;
                (now.equals(Reading.NOWHERE) ? vanished : agreed).add(one.getKey());
                all.remove();
            } else if (stays(one.getValue(), now, passage)) {
                stayed.put(one.getKey(), now);
                all.remove();
            }
        }
    }

    private static boolean stays(Course course, Reading now, FencePassage passage) {
        boolean same = course.read && now.sameAs(course.last);
        boolean proven = same && passage.proven() && course.passage.proven() && now.provenSince(course.last);
        course.alike = same && passage.passed() && course.alike > 0 && now.stillSince(course.last)
                ? course.alike + 1
                : passage.passed() ? 1 : 0;
        course.last = now;
        course.passage = passage;
        course.read = true;
        return proven;
    }

    /** No more readings: what was the same in every one of them stays too. */
    void end() {
        if (readings < LEAST_READINGS) {
            return;
        }
        Iterator<Map.Entry<Suspect, Course>> all = open.entrySet().iterator();
        while (all.hasNext()) {
            Map.Entry<Suspect, Course> one = all.next();
            if (one.getValue().alike == readings) {
                stayed.put(one.getKey(), one.getValue().last);
                all.remove();
            }
        }
    }

    /** Settled by being on neither side any more, as far as the readings by key could see. */
    Set<Suspect> vanished() {
        return Set.copyOf(vanished);
    }

    /** Settled by being the same on both sides, as far as the readings by key could see. */
    Set<Suspect> agreed() {
        return Set.copyOf(agreed);
    }

    /** One that had settled was found after all, and not the same on both sides. */
    void found(Suspect suspect, Reading reading) {
        if (!vanished.remove(suspect) && !agreed.remove(suspect)) {
            throw new IllegalArgumentException(suspect + " had not settled");
        }
        settled--;
        Course course = new Course();
        course.last = reading;
        open.put(suspect, course);
    }

    /** What is damage, with its last reading. */
    Map<Suspect, Reading> stayed() {
        return stayed;
    }

    /** What never settled, with its last reading. */
    Map<Suspect, Reading> unsettled() {
        Map<Suspect, Reading> unsettled = new LinkedHashMap<>();
        open.forEach((suspect, course) -> unsettled.put(suspect, course.last));
        return unsettled;
    }

    /** How many agreed in the end. */
    int settled() {
        return settled;
    }

    /** How many readings there were. */
    int readings() {
        return readings;
    }
}
