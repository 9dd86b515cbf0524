package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.runtime.RuntimeFault;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Addresses on a bridge. */
class AddressesTest {

    @Test
    void allOfASmallNetworkAreGivenOnceAndThenNoMore() {
        Addresses addresses = new Addresses("10.0.0.1/29");
        Set<String> given = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            given.add(addresses.take().address());
        }
        assertEquals(Set.of("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"), given);
        assertSame(RuntimeFault.Kind.EXHAUSTED, assertThrows(RuntimeFault.class, addresses::take).kind());
    }

    @Test
    void whatIsGivenBackIsGivenAgain() {
        Addresses addresses = new Addresses("10.0.0.1/30");
        Address only = addresses.take();
        assertEquals(new Address("10.0.0.2", 30, "10.0.0.1"), only);
        addresses.giveBack(only);
        assertEquals(only, addresses.take());
    }

    @Test
    void aBridgeWithoutAddressIsInvalid() {
        assertSame(RuntimeFault.Kind.INVALID, assertThrows(RuntimeFault.class, () -> new Addresses("none")).kind());
    }
}
