package dev.ingot.agent.linux;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Estimates how busy the host is, from the first and the fourth field of {@code /proc/loadavg} (proc_loadavg(5)). */
public final class HostLoad {
    private static final Logger LOG = LoggerFactory.getLogger(HostLoad.class);
    private static final Path FILE = Path.of("/proc/loadavg");
    private static final int PROCESSORS = Runtime.getRuntime().availableProcessors();

    private HostLoad() { }

    /**
     * Returns how many times longer than on an idle host a program may take, because others use the processors too.
     *
     * @return 1 or more; 1 when the load cannot be read
     */
    public static double slowdownFactor() {
        try {
            return slowdownFactor(Files.readString(FILE), PROCESSORS);
        } catch (IOException | NumberFormatException e) {
            LOG.debug("Cannot read {}: {}", FILE, e.toString());
            return 1;
        }
    }

    /** Returns the factor for a text of {@code /proc/loadavg} and a number of processors. */
    static double slowdownFactor(String loadavg, int processors) {
        String[] fields = loadavg.split(" ");
        double lately = Double.parseDouble(fields[0]);
        double now = Double.parseDouble(fields[3].substring(0, fields[3].indexOf('/')));
        return Math.max(1, Math.max(lately, now) / processors);
    }
}
