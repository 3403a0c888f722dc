import ArgumentParser
import Foundation
import UnixSignals

/// `bare-server`: serves until a signal ends it.
@main
struct BareServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bare-server",
        abstract: "Answer constant bytes: what the HTTP library costs before precis does anything.",
        discussion: """
            POST /analyze is answered 202, POST /known and GET /status/<id> 200, with the headers that precis sends. \
            GET /wait?seconds=N is answered after so long.
            """)

    @Option(help: "The address to listen on.")
    var host = "127.0.0.1"

    @Option(help: "The port; 0 for any that is free.")
    var port = 0

    @Option(help: "Bytes in the body of POST /analyze.")
    var receiptBytes = 136

    @Option(help: "Bytes in the body of POST /known and GET /status/<id>.")
    var documentBytes = 600

    func validate() throws {
        guard receiptBytes >= 0, documentBytes >= 0 else { throw ValidationError("Lengths are not negative.") }
    }

    func run() async throws {
        let server = Server(
            host: host, port: port, answers: Answers(receiptBytes: receiptBytes, documentBytes: documentBytes))
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
