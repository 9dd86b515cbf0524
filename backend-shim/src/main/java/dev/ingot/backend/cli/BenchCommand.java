package dev.ingot.backend.cli;

import picocli.CommandLine.Command;

/** The benchmarks; each is a command of its own. */
@Command(name = "bench", subcommands = {BenchJobsCommand.class, BenchSoakCommand.class},
    description = "Measures agents and runtimes.")
final class BenchCommand { }
