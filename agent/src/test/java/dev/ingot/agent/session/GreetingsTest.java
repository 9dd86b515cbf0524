package dev.ingot.agent.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class GreetingsTest {
    private static final int TRIALS = 200_000;

    @Test
    void aMessageIsCarriedByThePresentConnectionOrElseTheNext() {
        Greetings greetings = new Greetings();
        greetings.end();
        assertEquals(1, greetings.carrier());
        assertFalse(greetings.isGreeted());
        greetings.begin();
        assertEquals(1, greetings.carrier());
        assertTrue(greetings.isGreeted(1));
        greetings.end();
        greetings.end();
        assertFalse(greetings.isGreeted(1));
        assertEquals(2, greetings.carrier());
        assertEquals(1, greetings.count());
        greetings.begin();
        assertTrue(greetings.isGreeted(2));
        assertFalse(greetings.isGreeted(1));
        assertEquals(2, greetings.count());
    }

    /** A thread looks again and again while another notes the first greeting. */
    @Test
    void aGreetingThatComesMeanwhileIsCountedOnce() throws Exception {
        Greetings[] trials = Stream.generate(Greetings::new).limit(TRIALS).toArray(Greetings[]::new);
        AtomicInteger looking = new AtomicInteger(-1);
        Thread peer = Thread.ofPlatform().daemon().start(() -> {
            for (int trial = 0; trial < TRIALS; trial++) {
                while (looking.get() < trial) {
                    Thread.onSpinWait();
                }
                trials[trial].begin();
            }
        });
        int wrong = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            looking.set(trial);
            while (!trials[trial].isGreeted()) {
                wrong += trials[trial].carrier() == 1 ? 0 : 1;
            }
        }
        peer.join();
        assertEquals(0, wrong, "the first connection carries what is sent before and after its greeting");
    }
}
