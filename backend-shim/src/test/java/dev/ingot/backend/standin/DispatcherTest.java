package dev.ingot.backend.standin;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ingot.protocol.AgentMessage;
import dev.ingot.protocol.BackendMessage;
import dev.ingot.protocol.ClientMessage;
import dev.ingot.protocol.JobResult;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DispatcherTest {
    private static final ZmqPeer AGENT = new ZmqPeer("a1");
    private static final ZmqPeer OTHER_AGENT = new ZmqPeer("a2");
    private static final ZmqPeer CLIENT = new ZmqPeer("c1");
    private static final ZmqPeer OTHER_CLIENT = new ZmqPeer("c2");
    private static final JobResult SUCCESS = JobResult.ungraded("success", "well done", "after");
    private static final BackendMessage LOST =
        new BackendMessage.JobDone("j", JobResult.ungraded("crash", "Agent restarted", ""));
    private static final long NOW = 1_700_000_000;

    /** Peer to the messages sent to it since the test last cleared the map. */
    private final Map<ZmqPeer, List<BackendMessage>> sent = new LinkedHashMap<>();
    private final Dispatcher dispatcher = new Dispatcher(new MessageSender() {
        @Override
        public void sendToAgent(ZmqPeer agent, BackendMessage.ToAgent message) {
            sent.computeIfAbsent(agent, peer -> new ArrayList<>()).add(message);
        }

        @Override
        public void sendToClient(ZmqPeer client, BackendMessage.ToClient message) {
            sent.computeIfAbsent(client, peer -> new ArrayList<>()).add(message);
        }
    }, InstantSource.fixed(Instant.ofEpochSecond(NOW)));

    @BeforeEach
    void clientsSayHello() {
        dispatcher.receive(CLIENT, new ClientMessage.Hello("one"));
        dispatcher.receive(OTHER_CLIENT, new ClientMessage.Hello("two"));
        sent.clear();
    }

    @Test
    void aJobGoesThroughAnAgentToItsClientAlone() {
        agent(AGENT, 1, "default");
        sent.clear();
        submit("j", 0, "default");
        assertEquals(List.of("j"), jobsSentTo(AGENT));
        dispatcher.receive(AGENT, new AgentMessage.JobStarted("j"));
        dispatcher.receive(AGENT, new AgentMessage.JobSshDebug("j", "h", 1, "u", "p"));
        dispatcher.receive(AGENT, new AgentMessage.JobDone("j", SUCCESS));
        assertEquals(
            List.of(new BackendMessage.JobStarted("j"), new BackendMessage.JobSshDebug("j", "h", 1, "u", "p"),
                new BackendMessage.JobDone("j", SUCCESS)),
            sent.remove(CLIENT));
        assertEquals(Map.of(), sent);
    }

    @Test
    void copiesTheClientsFieldsIntoTheNewJob() {
        agent(AGENT, 1, "default");
        sent.clear();
        submit("j", 0, "default");
        assertEquals(
            List.of(new BackendMessage.NewJob("j", "course", "task", false, Map.of(), Map.of("@state", "before"), "docker",
                "default", Map.of("limits", Map.of("time", 7L)), false)),
            sent.get(AGENT));
    }

    @Test
    void dispatchesByPriorityValueThenByArrival() {
        submit("late", 10, "default");
        submit("first", 1, "default");
        submit("second", 1, "default");
        agent(AGENT, 1, "default");
        List<String> order = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            String job = jobsSentTo(AGENT).getFirst();
            order.add(job);
            dispatcher.receive(AGENT, new AgentMessage.JobDone(job, SUCCESS));
        }
        assertEquals(List.of("first", "second", "late"), order);
    }

    @Test
    void anAgentGetsOnlyWhatItOffers() {
        submit("python", 0, "python3");
        submit("default", 5, "default");
        agent(AGENT, 4, "default");
        assertEquals(List.of("default"), jobsSentTo(AGENT));
        agent(OTHER_AGENT, 1, "python3");
        assertEquals(List.of("python"), jobsSentTo(OTHER_AGENT));
    }

    @Test
    void aJobOccupiesCapacityUntilItIsDone() {
        agent(AGENT, 2, "default");
        submit("1", 0, "default");
        submit("2", 0, "default");
        submit("3", 0, "default");
        assertEquals(List.of("1", "2"), jobsSentTo(AGENT));
        dispatcher.receive(AGENT, new AgentMessage.JobDone("1", SUCCESS));
        assertEquals(List.of("3"), jobsSentTo(AGENT));
    }

    @Test
    void jobsSpreadOverAgents() {
        agent(AGENT, 2, "default");
        agent(OTHER_AGENT, 2, "default");
        for (String id : List.of("1", "2", "3")) {
            submit(id, 0, "default");
        }
        assertEquals(List.of("1", "3"), jobsSentTo(AGENT));
        assertEquals(List.of("2"), jobsSentTo(OTHER_AGENT));
    }

    @Test
    void aSecondHelloOfAnAgentLosesItsJobsAndKeepsItsCapacity() {
        agent(AGENT, 1, "default");
        submit("j", 0, "default");
        submit("next", 0, "default");
        sent.clear();
        agent(AGENT, 1, "default");
        assertEquals(LOST, sent.get(CLIENT).getFirst());
        assertEquals(List.of("next"), jobsSentTo(AGENT));
        dispatcher.receive(AGENT, new AgentMessage.JobDone("j", SUCCESS));
        assertEquals(List.of(), jobsSentTo(AGENT));
    }

    @Test
    void aDuplicateJobIsAnsweredByTheBackend() {
        submit("j", 0, "default");
        dispatcher.receive(OTHER_CLIENT, job("j", 0, "default"));
        assertEquals(List.of(answered("j", "crash", "Duplicate job id", "")), sent.get(OTHER_CLIENT));
        agent(AGENT, 1, "default");
        sent.clear();
        submit("j", 0, "default");
        assertEquals(List.of(answered("j", "crash", "Duplicate job id", "")), sent.get(CLIENT));
    }

    @Test
    void aWaitingJobIsKilledByTheBackend() {
        submit("j", 0, "default");
        dispatcher.receive(CLIENT, new ClientMessage.KillJob("j"));
        assertEquals(List.of(answered("j", "killed", "You killed the job", "before")), sent.get(CLIENT));
        agent(AGENT, 1, "default");
        assertEquals(List.of(), jobsSentTo(AGENT));
    }

    @Test
    void aRunningJobIsKilledByItsAgent() {
        agent(AGENT, 1, "default");
        submit("j", 0, "default");
        sent.clear();
        dispatcher.receive(CLIENT, new ClientMessage.KillJob("j"));
        assertEquals(Map.of(AGENT, List.of(new BackendMessage.KillJob("j", "before"))), sent);
    }

    @Test
    void killingAnUnknownJobDoesNothing() {
        dispatcher.receive(CLIENT, new ClientMessage.KillJob("nothing"));
        assertEquals(Map.of(), sent);
    }

    @Test
    void theQueueListsRunningAndWaitingJobs() {
        agent(AGENT, 1, "default");
        submit("running", 0, "default");
        dispatcher.receive(OTHER_CLIENT, new ClientMessage.NewJob("waiting", 0, null, null, Map.of(), Map.of(), "docker",
            "default", Map.of(), false, "eve"));
        sent.clear();
        dispatcher.receive(CLIENT, new ClientMessage.GetQueue());
        assertEquals(
            List.of(new BackendMessage.Queue(
                List.of(new BackendMessage.RunningJob("running", true, "name of a1", "course/task", "bob", NOW, 7)),
                List.of(new BackendMessage.WaitingJob("waiting", false, "default", "eve", -1)))),
            sent.get(CLIENT));
    }

    @Test
    void anAgentThatMissesMoreThanFivePingsIsGone() {
        agent(AGENT, 1, "default");
        submit("j", 0, "default");
        sent.clear();
        for (int i = 0; i < 6; i++) {
            dispatcher.tick();
        }
        assertEquals(6, sent.get(AGENT).size());
        assertEquals(null, sent.get(CLIENT));
        dispatcher.tick();
        assertEquals(6, sent.get(AGENT).size());
        assertEquals(List.of(LOST), sent.get(CLIENT));
    }

    @Test
    void anAgentThatAnswersStays() {
        agent(AGENT, 1, "default");
        for (int i = 0; i < 20; i++) {
            sent.clear();
            dispatcher.tick();
            assertEquals(List.of(new BackendMessage.Ping()), sent.get(AGENT));
            dispatcher.receive(AGENT, new AgentMessage.Pong());
        }
    }

    @Test
    void environmentsAreAnnouncedAndNeverForgotten() {
        agent(AGENT, 1, "default");
        assertEquals(List.of(new BackendMessage.UpdateEnvironments(Map.of("docker", List.of("default")))), sent.get(CLIENT));
        sent.clear();
        agent(AGENT, 1, "python3");
        assertEquals(List.of(new BackendMessage.UpdateEnvironments(Map.of("docker", List.of("default", "python3")))),
            sent.get(OTHER_CLIENT));
        assertEquals(List.of(), jobsSentTo(AGENT));
        submit("j", 0, "default");
        assertEquals(List.of(), jobsSentTo(AGENT));
    }

    @Test
    void anEnvironmentThatIsNotAdvertisedIsUsableAndHidden() {
        AgentMessage.Environment hidden = new AgentMessage.Environment("sha256:1", "t", 1, List.of(), "runc", false);
        dispatcher.receive(AGENT, new AgentMessage.Hello("a", 1, Map.of("docker", Map.of("hidden", hidden))));
        assertEquals(List.of(new BackendMessage.UpdateEnvironments(Map.of("docker", List.of()))), sent.get(CLIENT));
        submit("j", 0, "hidden");
        assertEquals(List.of("j"), jobsSentTo(AGENT));
    }

    @Test
    void answersUnknownUntilTheClientSaysHello() {
        ZmqPeer stranger = new ZmqPeer("c3");
        dispatcher.receive(stranger, new ClientMessage.Ping());
        dispatcher.receive(stranger, new ClientMessage.Hello("three"));
        dispatcher.receive(stranger, new ClientMessage.Ping());
        assertEquals(
            List.of(new BackendMessage.Unknown(), new BackendMessage.UpdateEnvironments(Map.of()), new BackendMessage.Pong()),
            sent.get(stranger));
    }

    @Test
    void dropsMessagesAboutUnknownJobsAndFromUnknownAgents() {
        agent(AGENT, 1, "default");
        submit("j", 0, "default");
        sent.clear();
        dispatcher.receive(AGENT, new AgentMessage.JobDone("other", SUCCESS));
        dispatcher.receive(new ZmqPeer("ff"), new AgentMessage.JobDone("j", SUCCESS));
        dispatcher.receive(new ZmqPeer("ff"), new AgentMessage.Pong());
        assertEquals(Map.of(), sent);
    }

    @Test
    void anAnswerFromAnotherAgentFreesCapacityOfThatAgent() {
        agent(AGENT, 1, "default");
        submit("running", 0, "default");
        submit("waiting", 0, "default");
        agent(OTHER_AGENT, 0, "unused");
        sent.clear();
        dispatcher.receive(OTHER_AGENT, new AgentMessage.JobDone("running", SUCCESS));
        assertEquals(List.of(new BackendMessage.JobDone("running", SUCCESS)), sent.get(CLIENT));
        assertFalse(sent.containsKey(AGENT), "the waiting job is not sent to the agent");
    }

    @Test
    void acceptsAHelloWithTheMaximalCapacity() {
        submit("j", 0, "default");
        agent(AGENT, Integer.MAX_VALUE, "default");
        assertEquals(List.of("j"), jobsSentTo(AGENT));
    }

    private void agent(ZmqPeer peer, int capacity, String name) {
        AgentMessage.Environment offer = new AgentMessage.Environment("sha256:1", "t", 1, List.of(), "runc", true);
        dispatcher.receive(peer, new AgentMessage.Hello("name of " + peer, capacity, Map.of("docker", Map.of(name, offer))));
    }

    private void submit(String id, int priority, String environment) {
        dispatcher.receive(CLIENT, job(id, priority, environment));
    }

    private static ClientMessage.NewJob job(String id, int priority, String environment) {
        return new ClientMessage.NewJob(id, priority, "course", "task", Map.of(), Map.of("@state", "before"), "docker",
            environment, Map.of("limits", Map.of("time", 7L)), false, "bob");
    }

    private List<String> jobsSentTo(ZmqPeer agent) {
        List<BackendMessage> messages = sent.getOrDefault(agent, List.of());
        sent.remove(agent);
        return messages.stream().map(message -> ((BackendMessage.NewJob) message).jobId()).toList();
    }

    private static BackendMessage.JobDone answered(String id, String status, String text, String state) {
        return new BackendMessage.JobDone(
            id, new JobResult(status, text, 0.0, Map.of(), Map.of(), Map.of(), state, null, "", ""));
    }
}
