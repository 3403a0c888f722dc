import ArgumentParser

/// The command line.
@main
struct Precis: AsyncParsableCommand {
    /// Follows semantic versioning; shown by `--version` and `GET /status`.
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "precis",
        abstract: "Analyses research texts: submit, poll, read.",
        version: version,
        subcommands: [Serve.self, Health.self],
        defaultSubcommand: Serve.self)
}
