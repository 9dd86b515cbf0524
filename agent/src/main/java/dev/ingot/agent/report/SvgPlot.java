package dev.ingot.agent.report;

import java.util.Locale;

/**
 * Draws durations over a logarithmic axis as inline SVG. Escapes all text.
 *
 * @param svg      the elements drawn so far
 * @param left     x coordinate at which the axis starts, right of the names
 * @param height   height of the plot in pixels, without the axis labels
 * @param minNanos a power of ten, at most the shortest duration in nanoseconds
 * @param maxNanos a power of ten, at least the longest duration in nanoseconds
 */
record SvgPlot(StringBuilder svg, int left, int height, double minNanos, double maxNanos) {
    static final int WIDTH = 760;
    static final int RIGHT_MARGIN = 24;
    private static final int AXIS_HEIGHT = 26;
    private static final String[] TICK_LABELS = {"1 ns", "10 ns", "100 ns", "1 µs", "10 µs", "100 µs", "1 ms", "10 ms", "100 ms",
        "1 s", "10 s", "100 s", "1000 s", "10 000 s"};

    SvgPlot(int left, int height, double minNanos, double maxNanos) {
        this(new StringBuilder(), left, height, minNanos, maxNanos);
        for (double nanos = minNanos; nanos <= maxNanos * 1.01; nanos *= 10) {
            line("grid", x(nanos), 0, x(nanos), height);
            text("axis", x(nanos), height + 18, "middle",
                TICK_LABELS[Math.clamp(Math.round(Math.log10(nanos)), 0, TICK_LABELS.length - 1)]);
        }
    }

    double x(double nanos) {
        double part = (Math.log10(Math.max(nanos, minNanos)) - Math.log10(minNanos)) / (
            Math.log10(maxNanos) - Math.log10(minNanos));
        return left + part * (WIDTH - left - RIGHT_MARGIN);
    }

    void line(String type, double x1, double y1, double x2, double y2) {
        append("<line class=\"%s\" x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\"/>", type, x1, y1, x2, y2);
    }

    void box(String type, double x, double y, double width, double height) {
        append("<rect class=\"%s\" x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\"/>", type, x, y, Math.max(width, 1),
            height);
    }

    void dot(String type, double x, double y) {
        append("<circle class=\"%s\" cx=\"%.1f\" cy=\"%.1f\" r=\"2\"/>", type, x, y);
    }

    void path(String type, String points) {
        append("<path class=\"%s\" d=\"%s\"/>", type, points);
    }

    void text(String type, double x, double y, String anchor, String text) {
        append("<text class=\"%s\" x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>", type, x, y, anchor, escape(text));
    }

    private void append(String element, Object... values) {
        svg.append(String.format(Locale.ROOT, element, values)).append('\n');
    }

    String toSvg(String label) {
        return String.format(Locale.ROOT, "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">%n%s</svg>%n", WIDTH,
            height + AXIS_HEIGHT, escape(label), svg);
    }

    static String escape(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\"", "&quot;");
    }
}
