package dev.ingot.agent.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class PortPoolTest {
    private final PortPool pool = new PortPool(64120, 64122);

    @Test
    void bothEndsOfTheRangeAreLeased() {
        Map<Integer, Integer> ports = pool.lease(List.of(22, 80, 443)).orElseThrow().ports();
        assertEquals(Set.of(22, 80, 443), ports.keySet());
        assertEquals(Set.of(64120, 64121, 64122), new HashSet<>(ports.values()));
    }

    @Test
    void aLowerPortOfTheContainerGetsThePortThatIsLeasedFirst() {
        assertEquals("{22=64120, 80=64121, 443=64122}", pool.lease(List.of(443, 22, 80)).orElseThrow().ports().toString());
    }

    @Test
    void leasesNothingWhenTooFewAreFree() {
        assertEquals(Optional.empty(), pool.lease(List.of(1, 2, 3, 4)));
        assertTrue(pool.lease(List.of(1, 2, 3)).isPresent());
        assertEquals(Optional.empty(), pool.lease(List.of(1)));
    }

    @Test
    void acceptsAnEmptyRequestOnAnEmptyPool() {
        assertEquals(Map.of(), new PortPool(1, 0).lease(List.of()).orElseThrow().ports());
    }

    @Test
    void leasesOnePortForADuplicateRequest() {
        PortPool one = new PortPool(64120, 64120);
        assertEquals(Map.of(80, 64120), one.lease(List.of(80, 80)).orElseThrow().ports());
    }

    @Test
    void closingTwiceGivesBackOnce() {
        PortPool.PortLease lease = pool.lease(List.of(22, 80)).orElseThrow();
        lease.close();
        lease.close();
        assertTrue(pool.lease(List.of(1, 2, 3)).isPresent());
        assertEquals(Optional.empty(), pool.lease(List.of(4)));
    }

    @Test
    void thePortGivenBackLastIsLeasedLast() {
        PortPool.PortLease first = pool.lease(List.of(22)).orElseThrow();
        int port = first.ports().get(22);
        first.close();
        assertNotEquals(port, pool.lease(List.of(22)).orElseThrow().ports().get(22));
    }

    @Test
    void leasesNoPortTwiceConcurrently() throws Exception {
        PortPool many = new PortPool(1000, 1009);
        Set<Integer> held = ConcurrentHashMap.newKeySet();
        Callable<Boolean> borrower = () -> {
            for (int i = 0; i < 500; i++) {
                Optional<PortPool.PortLease> lease = many.lease(List.of(1, 2, 3));
                if (lease.isPresent()) {
                    for (int port : lease.get().ports().values()) {
                        if (!held.add(port)) {
                            return false;
                        }
                    }
                    held.removeAll(lease.get().ports().values());
                    lease.get().close();
                }
            }
            return true;
        };
        List<Future<Boolean>> borrowers = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 20; i++) {
                borrowers.add(threads.submit(borrower));
            }
        }
        for (Future<Boolean> outcome : borrowers) {
            assertTrue(outcome.get());
        }
        assertEquals(10, many.lease(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9)).orElseThrow().ports().size());
    }
}
