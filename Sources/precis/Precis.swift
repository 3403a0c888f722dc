import ArgumentParser
import Foundation
import Server
import Telemetry

/// The command line.
@main
struct Precis: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "precis",
        abstract: "Analyses research texts: submit, poll, read.",
        version: Server.version,
        subcommands: [Serve.self, Health.self, Backup.self, PrintSettings.self],
        defaultSubcommand: Serve.self)

    /// Replaces ArgumentParser's own `main`, which writes to standard output and standard error itself, and so may
    /// block on their reader, or end by SIGPIPE.
    static func main() async {
        StandardStreams.prepare()
        do {
            var command = try await asyncParseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch {
            let (message, code) = (fullMessage(for: error), exitCode(for: error))
            if !message.isEmpty {
                let stream = code.isSuccess ? StandardStreams.output : StandardStreams.errors
                stream.write(message + "\n")
            }
            Foundation.exit(code.rawValue)
        }
    }
}
