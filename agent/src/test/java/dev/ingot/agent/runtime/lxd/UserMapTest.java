package dev.ingot.agent.runtime.lxd;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ingot.agent.runtime.RuntimeFault;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests parsing the mappings of users that a server reports. */
class UserMapTest {

    @Test
    void readsTheMappingOfUsers() {
        assertEquals(new UserMap(100000, 65536), UserMap.of("""
            [{"Isuid":false,"Isgid":true,"Hostid":7,"Nsid":0,"Maprange":1},
             {"Isuid":true,"Isgid":false,"Hostid":100000,"Nsid":0,"Maprange":65536}]"""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "100000:65536", "[{\"Isgid\":true,\"Hostid\":7,\"Nsid\":0,\"Maprange\":1}]"})
    void rejectsAMapWithoutUsers(String written) {
        assertSame(RuntimeFault.Kind.INVALID, assertThrows(RuntimeFault.class, () -> UserMap.of(written)).kind());
    }
}
