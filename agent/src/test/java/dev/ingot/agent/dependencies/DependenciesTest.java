package dev.ingot.agent.dependencies;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** Compares the libraries of all modules, transitive ones included, with the list of published vulnerabilities. */
class DependenciesTest {
    private static final Path ROOT = Files.isDirectory(Path.of("docs")) ? Path.of("") : Path.of("..");
    private static final List<String> MODULES = List.of("common", "backend-shim", "agent");

    @Test
    void noModuleHasALibraryWithAPublishedVulnerability() throws IOException {
        List<Advisory> advisories = advisories();
        assertEquals(List.of(), libraries().stream().flatMap(library -> library.problems(advisories).stream()).toList());
    }

    /** A reason that is no longer needed would hide the same vulnerability if it came back. */
    @Test
    void everyAcceptedAdvisoryIsStillNeeded() throws IOException {
        List<Advisory> advisories = advisories();
        Set<Advisory> matching =
            libraries().stream().flatMap(library -> library.matching(advisories)).collect(Collectors.toSet());
        assertEquals(List.of(), advisories.stream().filter(advisory -> !advisory.accepted().isEmpty())
            .filter(advisory -> !matching.contains(advisory)).map(Advisory::id).toList());
    }

    @Test
    void namesLibraryVersionAdvisoryAndRemedyOfAVulnerableOne() {
        List<Advisory> advisories = Advisory.parse(Stream.of(
            "# library\taffected\tadvisory\tpublished\tsource\tremedy\taccepted because",
            "a:b\t[1.0,1.2) [2.0,2.1]\tCVE-1\t2026-01-02\thttps://example.org/1\tupdate to 1.2 or newer\t",
            "a:b\t[1.0,2.0)\tCVE-2\t2026-01-02\thttps://example.org/2\tnone yet\tit cannot occur"));
        List<ResolvedLibrary> libraries = ResolvedLibrary.parse(Stream.of("The following files have been resolved:",
            "   a:b:jar:1.1.9:compile -- module a.b", "   a:b:jar:native:2.1:runtime", "   a:c:jar:1.1.9:compile",
            "   dev.ingot:ingot-common:jar:0.1.0-SNAPSHOT:compile")).toList();

        assertEquals(3, libraries.size());
        assertEquals(List.of("a:b 1.1.9 has the vulnerability CVE-1 (2026-01-02, https://example.org/1)."
            + " Remedy: update to 1.2 or newer."), libraries.getFirst().problems(advisories));
        assertEquals(1, libraries.get(1).problems(advisories).size());
        assertEquals(List.of(), libraries.get(2).problems(advisories));
    }

    /** The versions that Ingot had before its update of 2026-11-30. */
    @Test
    void findsTheVulnerableVersionsThatIngotOnceHad() throws IOException {
        List<Advisory> advisories = advisories();
        for (String old : List.of("ch.qos.logback:logback-core:jar:1.5.18", "org.bouncycastle:bcpkix-jdk18on:jar:1.82",
            "com.github.docker-java:docker-java-transport-zerodep:jar:3.7.1")) {
            ResolvedLibrary library = ResolvedLibrary.parse(Stream.of("   " + old + ":compile")).findFirst().orElseThrow();
            assertFalse(library.problems(advisories).isEmpty(), old);
        }
    }

    @Test
    void ordersVersionsByNumberAndPreReleasesFirst() {
        List<String> ordered = List.of("0.9.12", "1.5.9", "1.5.36-rc1", "1.5.36", "1.5.36.1", "33.4.8-jre", "33.8.0-android");
        for (int i = 1; i < ordered.size(); i++) {
            assertTrue(new LibraryVersion(ordered.get(i - 1)).compareTo(new LibraryVersion(ordered.get(i))) < 0, ordered.get(i));
        }
        assertEquals(0, new LibraryVersion("2.0").compareTo(new LibraryVersion("2")));
    }

    @Test
    void thePageOnDependenciesHasARowForEachDirectOneWithItsVersion() throws Exception {
        Map<String, String> rows = new TreeMap<>();
        for (String line : Files.readAllLines(ROOT.resolve("docs/dependencies.md"))) {
            String[] cells = line.split(" \\| ");
            if (line.startsWith("| `")) {
                rows.put(cells[0].replaceAll("[|` ]", ""), cells[2]);
            }
        }
        Map<String, String> direct = new TreeMap<>();
        String versions = Files.readString(ROOT.resolve("pom.xml"));
        for (String pom : List.of("pom.xml", "common/pom.xml", "backend-shim/pom.xml", "agent/pom.xml")) {
            for (String library : directLibraries(ROOT.resolve(pom))) {
                direct.put(library, rows.containsKey(library) && versions.contains(".version>" + rows.get(library) + "</")
                    ? rows.get(library) : "no row with the version in pom.xml");
            }
        }
        assertEquals(direct, rows);
    }

    private static List<String> directLibraries(Path pom) throws Exception {
        NodeList found = (NodeList) XPathFactory.newInstance().newXPath().evaluate("/*/*[local-name()='dependencies']/*",
            DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile()), XPathConstants.NODESET);
        return IntStream.range(0, found.getLength()).mapToObj(i -> (Element) found.item(i))
            .map(element -> text(element, "groupId") + ":" + text(element, "artifactId"))
            .filter(name -> !name.startsWith("dev.ingot:")).toList();
    }

    private static String text(Element element, String name) {
        return element.getElementsByTagName(name).item(0).getTextContent();
    }

    private static List<Advisory> advisories() throws IOException {
        try (Stream<String> lines = Files.lines(ROOT.resolve("config/dependencies/advisories.tsv"))) {
            return Advisory.parse(lines);
        }
    }

    private static Set<ResolvedLibrary> libraries() throws IOException {
        Set<ResolvedLibrary> all = new TreeSet<>((a, b) -> (a.name() + a.version()).compareTo(b.name() + b.version()));
        for (String module : MODULES) {
            Path list = ROOT.resolve(module).resolve("target/dependencies.txt");
            assertTrue(Files.exists(list), list + " is missing. Remedy: run the test with Maven, which writes it.");
            try (Stream<String> lines = Files.lines(list)) {
                List<ResolvedLibrary> found = ResolvedLibrary.parse(lines).toList();
                assertFalse(found.isEmpty(), list + " lists no library");
                all.addAll(found);
            }
        }
        return all;
    }
}
