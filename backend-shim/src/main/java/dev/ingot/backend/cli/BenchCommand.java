package dev.ingot.backend.cli;

import picocli.CommandLine.Command;

/** Groups the benchmark commands. */
@Command(name = "bench", subcommands = {BenchJobsCommand.class, BenchSoakCommand.class},
    description = "Measures agents and runtimes.")
final class BenchCommand { }
