package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ingot.agent.runtime.RuntimeFault;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the allocation of addresses on a bridge. */
class AddressPoolTest {

    @Test
    void allocatesEveryAddressOnceAndThenFails() {
        AddressPool addresses = new AddressPool("10.0.0.1/29");
        Set<String> given = new TreeSet<>();
        for (int i = 0; i < 5; i++) {
            given.add(addresses.allocate().address());
        }
        assertEquals(Set.of("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"), given);
        assertSame(RuntimeFault.Kind.EXHAUSTED, assertThrows(RuntimeFault.class, addresses::allocate).kind());
    }

    @Test
    void allocatesReleasedAddressesAgain() {
        AddressPool addresses = new AddressPool("10.0.0.1/30");
        InstanceAddress only = addresses.allocate();
        assertEquals(new InstanceAddress("10.0.0.2", 30, "10.0.0.1"), only);
        addresses.release(only);
        assertEquals(only, addresses.allocate());
    }

    @Test
    void aBridgeWithoutAddressIsInvalid() {
        assertSame(RuntimeFault.Kind.INVALID, assertThrows(RuntimeFault.class, () -> new AddressPool("none")).kind());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/0", "10.0.0.1/31", "10.0.0.1/32", "10.0.0.1/33"})
    void aNetworkWithoutAddressForInstancesIsInvalid(String bridge) {
        RuntimeFault fault = assertThrows(RuntimeFault.class, () -> new AddressPool(bridge));
        assertSame(RuntimeFault.Kind.INVALID, fault.kind());
        assertTrue(fault.getMessage().contains(bridge), fault.getMessage());
    }
}
