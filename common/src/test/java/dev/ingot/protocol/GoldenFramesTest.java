package dev.ingot.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Checks that frames equal byte for byte those that the Python code writes for the same message. */
class GoldenFramesTest {
    private static final byte[] GZIP = {0x1f, (byte) 0x8b};

    private final MessageCodec codec = new MessageCodec(Dialect.MODERN);

    @Test
    void pingPongUnknown() throws MalformedMessage {
        assertEquals("81a54074797065a450696e67", Hex.of(codec.encode(new BackendMessage.Ping())));
        assertEquals("81a54074797065a450696e67", Hex.of(codec.encode(new ClientMessage.Ping())));
        assertEquals("81a54074797065a4506f6e67", Hex.of(codec.encode(new AgentMessage.Pong())));
        assertEquals("81a54074797065a4506f6e67", Hex.of(codec.encode(new BackendMessage.Pong())));
        assertEquals("81a54074797065a7556e6b6e6f776e", Hex.of(codec.encode(new BackendMessage.Unknown())));
    }

    @Test
    void jobStarted() {
        assertEquals("82a66a6f625f6964a56a6f622d31a54074797065af4167656e744a6f6253746172746564",
            Hex.of(codec.encode(new AgentMessage.JobStarted("job-1"))));
    }

    @Test
    void killJob() throws MalformedMessage {
        String hex = "83a66a6f625f6964a66a6f622d3136a57374617465a470726576a54074797065ae4261636b656e644b696c6c4a6f62";
        BackendMessage.KillJob kill = new BackendMessage.KillJob("job-16", "prev");
        assertEquals(hex, Hex.of(codec.encode(kill)));
        assertEquals(kill, codec.decodeToAgent(Hex.bytes(hex)));
    }

    @Test
    void sshDebug() throws MalformedMessage {
        String hex = "86a66a6f625f6964a26a31a4686f7374a168a4706f7274cdfa78a475736572a6776f726b6572"
            + "a870617373776f7264a27077a54074797065b04167656e744a6f625353484465627567";
        AgentMessage.JobSshDebug debug = new AgentMessage.JobSshDebug("j1", "h", 64120, "worker", "pw");
        assertEquals(hex, Hex.of(codec.encode(debug)));
        assertEquals(debug, codec.decodeAgent(Hex.bytes(hex)));
    }

    @Test
    void jobDone() {
        JobResult result = new JobResult("success", "ok", 100.0, Map.of("q1", List.of("failed", "x")), Map.of(), Map.of(), "",
            GZIP, "", "");
        assertEquals("8ba66a6f625f6964a26a31a6726573756c7492a773756363657373a26f6ba56772616465cb4059000000000000"
                + "a870726f626c656d7381a2713192a66661696c6564a178a5746573747380a6637573746f6d80a57374617465a0"
                + "a761726368697665c4021f8ba67374646f7574a0a6737464657272a0a54074797065ac4167656e744a6f62446f6e65",
            Hex.of(codec.encode(new AgentMessage.JobDone("j1", result))));
    }

    @Test
    void jobDoneWithoutOutput() throws MalformedMessage {
        String hex = "8ba66a6f625f6964a56a6f622d36a6726573756c7492a56372617368"
            + "d92b546865206167656e7420697320756e61626c6520746f2070617273652074686520706172616d6574657273"
            + "a56772616465cb0000000000000000a870726f626c656d7380a5746573747380a6637573746f6d80a57374617465a470726576"
            + "a761726368697665c0a67374646f7574c0a6737464657272c0a54074797065ac4167656e744a6f62446f6e65";
        JobResult crash = JobResult.ungraded("crash", "The agent is unable to parse the parameters", "prev");
        assertEquals(hex, Hex.of(codec.encode(new AgentMessage.JobDone("job-6", crash))));
        assertEquals(new AgentMessage.JobDone("job-6", crash), codec.decodeAgent(Hex.bytes(hex)));
    }

    @Test
    void hello() throws MalformedMessage {
        String hex = "84ad667269656e646c795f6e616d65a66167656e7458b3617661696c61626c655f6a6f625f736c6f747302"
            + "b6617661696c61626c655f656e7669726f6e6d656e747381a6646f636b657281a764656661756c7486"
            + "a26964d9477368613235363a37343234326665333933666634353233366139393131353433386638643162623233363764303433393932"
            + "303638666663323561323936376136323730613634a57469746c65a764656661756c74a763726561746564ce6b03fb96"
            + "a5706f72747390a772756e74696d65a46372756eaa61647665727469736564c3a54074797065aa4167656e7448656c6c6f";
        AgentMessage.Environment environment = new AgentMessage.Environment(
            "sha256:74242fe393ff45236a99115438f8d1bb2367d043992068ffc25a2967a6270a64", "default", 1795423126, List.of(), "crun",
            true);
        AgentMessage.Hello hello = new AgentMessage.Hello("agentX", 2, Map.of("docker", Map.of("default", environment)));
        assertEquals(hex, Hex.of(codec.encode(hello)));
        assertEquals(hello, codec.decodeAgent(Hex.bytes(hex)));
    }

    @Test
    void newJob() throws MalformedMessage {
        String hex = "8aa66a6f625f6964a56a6f622d31a9636f757273655f6964a26331a77461736b5f6964a26f6bad7461736b5f70726f626c656d7380"
            + "a9696e7075746461746183a6407374617465a470726576a27131a178a16682a866696c656e616d65a5612e62696ea576616c7565c40200ff"
            + "b0656e7669726f6e6d656e745f74797065a6646f636b6572ab656e7669726f6e6d656e74a764656661756c74"
            + "b6656e7669726f6e6d656e745f706172616d657465727383a66c696d69747383a474696d650aa9686172645f74696d651e"
            + "a66d656d6f7279ccc8a772756e5f636d64c0af6e6574776f726b5f67726164696e67c2a56465627567c3"
            + "a54074797065ad4261636b656e644e65774a6f62";
        BackendMessage.NewJob job = (BackendMessage.NewJob) codec.decodeToAgent(Hex.bytes(hex));
        assertEquals(hex, Hex.of(codec.encode(job)));
        assertEquals(List.of("job-1", "c1", "ok", false, "docker", "default", true),
            List.of(job.jobId(), job.courseId(), job.taskId(), job.taskset(), job.environmentType(), job.environment(),
                job.debug()));
        Map<String, Object> parameters = new HashMap<>();
        parameters.put("limits", Map.of("time", 10L, "hard_time", 30L, "memory", 200L));
        parameters.put("run_cmd", null);
        parameters.put("network_grading", false);
        assertEquals(parameters, job.environmentParameters());
        Map<?, ?> file = (Map<?, ?>) job.input().get("f");
        assertArrayEquals(new byte[] {0, (byte) 0xff}, (byte[]) file.get("value"));
    }

    @Test
    void helloOfDialect080() {
        MessageCodec old = new MessageCodec(Dialect.V0_8_0);
        assertEquals("85ad667269656e646c795f6e616d65a161b3617661696c61626c655f6a6f625f736c6f747302"
                + "b6617661696c61626c655f656e7669726f6e6d656e747381a6646f636b657280"
                + "ab7373685f616c6c6f776564c2a54074797065aa4167656e7448656c6c6f",
            Hex.of(old.encode(new AgentMessage.Hello("a", 2, Map.of("docker", Map.of())))));
    }

    @Test
    void dialect080AllowsSshWhenAnSshTypeIsOffered() throws MalformedMessage {
        Map<String, Map<String, AgentMessage.Environment>> types = new LinkedHashMap<>();
        types.put("docker", Map.of());
        types.put("docker-ssh", Map.of());
        byte[] frame = new MessageCodec(Dialect.V0_8_0).encode(new AgentMessage.Hello("a", 2, types));
        assertEquals(true, Fields.of(frame, "@type").flag("ssh_allowed", false));
    }
}
