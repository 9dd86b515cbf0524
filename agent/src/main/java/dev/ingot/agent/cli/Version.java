package dev.ingot.agent.cli;

import java.util.Objects;
import picocli.CommandLine.IVersionProvider;

/** The version in the jar's manifest. */
final class Version implements IVersionProvider {

    static String text() {
        return Objects.requireNonNullElse(Version.class.getPackage().getImplementationVersion(), "(not from a jar)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"ingot " + text()};
    }
}
