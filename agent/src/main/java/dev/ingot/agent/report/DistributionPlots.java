package dev.ingot.agent.report;

import dev.ingot.timing.Distribution;
import java.util.Locale;
import java.util.Map;

/** Draws one measure as box plots and as cumulative distributions, with one box and one curve for each group. */
final class DistributionPlots {
    private static final int ROW_HEIGHT = 26;
    private static final int CURVE_HEIGHT = 200;
    private static final int LEGEND_ROW_HEIGHT = 18;
    private static final int COLOUR_COUNT = 8;
    /** Upper bound of the average width of a name's letters, in pixels. */
    private static final double LETTER_WIDTH = 6.6;
    private static final int MAX_NAME_LENGTH = 44;
    private static final int NAME_MARGIN = 66;
    private static final int MAX_OUTLIERS = 300;
    private static final int MAX_STEPS = 400;

    private final Map<String, Distribution> groups;
    private final int left;
    private final double minNanos;
    private final double maxNanos;

    /**
     * Creates the plots, whose axis spans all durations.
     *
     * @param groups the durations by group name; at least one group
     */
    DistributionPlots(Map<String, Distribution> groups) {
        this.groups = groups;
        int longest = groups.keySet().stream().mapToInt(group -> shorten(group).length()).max().orElseThrow();
        left = NAME_MARGIN + (int) (longest * LETTER_WIDTH);
        long shortest = groups.values().stream().mapToLong(all -> all.sorted()[0]).min().orElseThrow();
        long slowest = groups.values().stream().mapToLong(Distribution::max).max().orElseThrow();
        minNanos = Math.pow(10, Math.floor(Math.log10(Math.max(1, shortest))));
        maxNanos = Math.max(Math.pow(10, Math.ceil(Math.log10(Math.max(1, slowest)))), minNanos * 10);
    }

    /** Draws boxes from the first to the third quartile with the median, Tukey's whiskers, and outliers. Returns SVG. */
    String drawBoxPlots(String title) {
        SvgPlot plot = new SvgPlot(left, groups.size() * ROW_HEIGHT, minNanos, maxNanos);
        int colour = 0;
        double top = 0;
        for (Map.Entry<String, Distribution> group : groups.entrySet()) {
            drawBoxPlot(plot, group.getKey(), group.getValue(), top, cssClasses(colour++));
            top += ROW_HEIGHT;
        }
        return plot.toSvg(title + ": box plot by group");
    }

    private static void drawBoxPlot(SvgPlot plot, String name, Distribution all, double top, String colour) {
        double middle = top + ROW_HEIGHT / 2.0;
        plot.text("name", plot.left() - 10, middle + 4, "end", shorten(name));
        plot.line("whisker " + colour, plot.x(all.lowerWhisker()), middle, plot.x(all.upperWhisker()), middle);
        double left = plot.x(all.percentile(25));
        plot.box("box " + colour, left, top + 6, plot.x(all.percentile(75)) - left, ROW_HEIGHT - 12);
        plot.line("median", plot.x(all.percentile(50)), top + 5, plot.x(all.percentile(50)), top + ROW_HEIGHT - 5);
        long[] sorted = all.sorted();
        int drawn = 0;
        for (int i = sorted.length - 1; i >= 0 && sorted[i] > all.upperWhisker() && drawn < MAX_OUTLIERS; i--, drawn++) {
            plot.dot("outlier " + colour, plot.x(sorted[i]), middle);
        }
        for (int i = 0; i < sorted.length && sorted[i] < all.lowerWhisker() && drawn < MAX_OUTLIERS; i++, drawn++) {
            plot.dot("outlier " + colour, plot.x(sorted[i]), middle);
        }
    }

    /** Draws, for each duration, the share of a group's jobs that took no longer. Returns SVG. */
    String drawCumulativeCurves(String title) {
        int height = Math.max(CURVE_HEIGHT, groups.size() * LEGEND_ROW_HEIGHT + 4);
        SvgPlot plot = new SvgPlot(left, height, minNanos, maxNanos);
        for (int percent = 0; percent <= 100; percent += 25) {
            double y = y(percent / 100.0, height);
            plot.line("grid", left, y, SvgPlot.WIDTH - SvgPlot.RIGHT_MARGIN, y);
            plot.text("axis", left - 8, y + 4, "end", percent + " %");
        }
        int colour = 0;
        for (Map.Entry<String, Distribution> group : groups.entrySet()) {
            String style = cssClasses(colour);
            plot.path("curve " + style, stepPath(plot, group.getValue()));
            double y = 14.0 + LEGEND_ROW_HEIGHT * colour++;
            plot.line("curve " + style, 0, y - 4, 18, y - 4);
            plot.text("name", 24, y, "start", shorten(group.getKey()));
        }
        return plot.toSvg(title + ": cumulative distribution by group");
    }

    private static double y(double share, int height) {
        return 10 + (1 - share) * (height - 14);
    }

    /** Returns one of eight colours; the next eight groups use the same colours with dashed lines, and so on. */
    private static String cssClasses(int group) {
        return "c" + group % COLOUR_COUNT + " d" + group / COLOUR_COUNT % 3;
    }

    /** Shortens a name in the middle, because either end may distinguish it from other names. */
    private static String shorten(String name) {
        int half = MAX_NAME_LENGTH / 2;
        return name.length() <= MAX_NAME_LENGTH ? name
            : name.substring(0, half) + "…" + name.substring(name.length() - half + 1);
    }

    private static String stepPath(SvgPlot plot, Distribution all) {
        long[] sorted = all.sorted();
        StringBuilder path = new StringBuilder(point("M", plot.x(sorted[0]), y(0, plot.height())));
        int step = Math.max(1, sorted.length / MAX_STEPS);
        for (int i = 0; i < sorted.length; i += step) {
            int last = Math.min(i + step, sorted.length) - 1;
            double share = (last + 1.0) / sorted.length;
            path.append(String.format(Locale.ROOT, "H%.1fV%.1f", plot.x(sorted[last]), y(share, plot.height())));
        }
        return path.toString();
    }

    private static String point(String command, double x, double y) {
        return String.format(Locale.ROOT, "%s%.1f %.1f", command, x, y);
    }
}
