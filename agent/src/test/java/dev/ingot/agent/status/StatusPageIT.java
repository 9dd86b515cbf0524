package dev.ingot.agent.status;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import dev.ingot.agent.telemetry.Timelines;
import dev.ingot.timing.Phase;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The status page in a real browser. */
class StatusPageIT {
    private static final int DESKTOP_WIDTH = 1280;
    private static final int PHONE_WIDTH = 380;

    private static Browser browser;

    private final AtomicReference<AgentStatus> status = new AtomicReference<>(Statuses.working());
    private final RecentJobs recent = new RecentJobs(System::nanoTime);
    private AgentEndpoint endpoint;

    @BeforeAll
    static void openBrowser() {
        browser = new Browser();
    }

    @AfterAll
    static void closeBrowser() {
        browser.close();
    }

    @BeforeEach
    void serve() throws IOException {
        endpoint = AgentEndpoint.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), List.of(),
            new PrometheusRegistry(),
            status::get, recent);
    }

    @AfterEach
    void end() {
        browser.closePages();
        endpoint.close();
    }

    private Page page(int width) {
        return browser.open("http://127.0.0.1:" + endpoint.address().getPort() + "/", width);
    }

    @Test
    void showsARunningJobThroughItsPhasesAndThenAsRecent() {
        status.set(Statuses.working(Statuses.job("j1", "algebra", Phase.CREATE)));
        Page page = page(DESKTOP_WIDTH);
        Locator running = page.locator("#running tr");
        assertThat(running).containsText("algebra/t1");
        assertThat(running).containsText("create");
        status.set(Statuses.working(Statuses.job("j1", "algebra", Phase.GRADE)));
        assertThat(running).containsText("grade");
        status.set(Statuses.working());
        recent.accept(Timelines.graded("j1"));
        assertThat(running).hasCount(0);
        assertThat(page.locator("#recent tr")).containsText("236 ms");
        assertThat(page.locator("#recent svg").first()).hasAttribute("aria-label", "ADMIT 1.0 ms, GRADE 235 ms");
        assertThat(page.locator("#hour")).containsText("crun");
        assertThat(page.locator("#ready")).hasText("ready");
        assertEquals(List.of(), browser.complaints());
    }

    @ParameterizedTest
    @ValueSource(strings = {"<img src=x onerror=alert(1)>", "</script><script>alert(1)</script>", "\"'` onfocus=alert(1) &lt;"})
    void rendersHostileNamesAsText(String hostile) {
        status.set(Statuses.named(hostile));
        recent.accept(Timelines.named(hostile));
        Page page = page(DESKTOP_WIDTH);
        for (String table : List.of("#running", "#recent")) {
            assertThat(page.locator(table + " tr td").first()).hasText(hostile + "/" + hostile);
        }
        assertThat(page.locator("#name")).containsText(hostile);
        assertThat(page.locator("#runtimes code")).hasText(hostile);
        assertThat(page.locator("#hour")).containsText(hostile);
        assertThat(page.locator("#reasons")).containsText(hostile);
        assertThat(page.locator("img, main script")).hasCount(0);
        assertEquals(List.of(), browser.complaints());
    }

    @Test
    void showsInvisibleCharactersOfNames() {
        status.set(Statuses.working(Statuses.job("j", "a\u202egnp\u200f\n.exe", Phase.GRADE)));
        assertThat(page(DESKTOP_WIDTH).locator("#running tr td").first()).hasText("a\ufffdgnp\ufffd\ufffd.exe/t1");
    }

    @Test
    void showsProblemsWithTheirRemedies() {
        status.set(Statuses.unhealthy());
        Page page = page(DESKTOP_WIDTH);
        assertThat(page.locator("#reasons")).containsText("not registered with the backend tcp://b:2001");
        assertThat(page.locator("#runtimes")).containsText("Remedy: start it");
        assertThat(page.locator("#ready")).hasText("not ready");
    }

    @Test
    void fitsAPhoneWithoutHorizontalScrolling() {
        status.set(Statuses.working(Statuses.job("j", "c".repeat(10_000), Phase.GRADE)));
        recent.accept(Timelines.named("r".repeat(10_000)));
        Page page = page(PHONE_WIDTH);
        assertThat(page.locator("#running tr")).hasCount(1);
        assertThat(page.locator("#recent tr")).hasCount(1);
        assertEquals(PHONE_WIDTH, page.evaluate("document.documentElement.scrollWidth"));
    }

    @Test
    void theKeyboardReachesEverything() {
        recent.accept(Timelines.graded("r"));
        Page page = page(DESKTOP_WIDTH);
        assertThat(page.locator("#recent tr")).hasCount(1);
        page.keyboard().press("Tab");
        assertThat(page.locator("#recent-box")).isFocused();
        page.keyboard().press("Tab");
        assertThat(page.locator("summary")).isFocused();
        page.keyboard().press("Enter");
        assertThat(page.locator("#environments")).containsText("docker/default");
    }

    @Test
    void aScreenReaderFindsEveryPartByItsHeading() {
        recent.accept(Timelines.refused("r"));
        Page page = page(DESKTOP_WIDTH);
        assertThat(page.locator("#recent")).containsText("no environment");
        assertThat(page.locator("h1")).hasCount(1);
        assertEquals(page.locator("section").count(), page.locator("section:has(h2)").count());
        page.locator("section").all().forEach(section ->
            assertThat(page.locator("h2#" + section.getAttribute("aria-labelledby"))).hasCount(1));
        page.locator("svg:not([aria-hidden])").all().forEach(plot -> assertThat(plot).hasAttribute("role", "img"));
    }

    @Test
    void saysThatTheAgentIsUnreachable() {
        Page page = page(DESKTOP_WIDTH);
        assertThat(page.locator("#ready")).hasText("ready");
        endpoint.close();
        assertThat(page.locator("#lost")).containsText("The agent does not answer");
        assertTrue(page.locator("#ready").textContent().equals("no answer"));
    }
}
