import ArgumentParser
import Foundation
import GroqSimulator
import UnixSignals

/// `groq-simulator`: serves until a signal ends it.
@main
struct GroqSimulatorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "groq-simulator",
        abstract: "Answer like Groq's chat completions, with its limits and with faults to order.",
        discussion: """
            Durations are written 50ms, 2s, 10m. Everything but host, port and seed can be changed in mid-run: \
            GET /control says how, POST /control does it. GET /stats counts what came; POST /stats/reset starts anew.
            """)

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 for any that is free.")
    var port = 0

    @Option(help: "What all chance depends on.")
    var seed: UInt64 = 1

    @OptionGroup var options: SettingsOptions

    func run() async throws {
        let server = Server(host: host, port: port, settings: try options.settings(), seed: seed)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run { port in
                    // Not `print`, which keeps it in a buffer when whoever started this waits for it in a pipe.
                    FileHandle.standardOutput.write(Data("listening on http://\(host):\(port)\n".utf8))
                }
            }
            group.addTask {
                for await _ in await UnixSignalsSequence(trapping: .sigterm, .sigint) { return }
            }
            try await group.next()
            group.cancelAll()
        }
    }
}
