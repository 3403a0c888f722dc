import ArgumentParser
import Foundation
import Logging
import SerialLane
import UnixSignals

/// `precis serve`: the server, until a signal ends it.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the HTTP API.",
        discussion: """
            Every setting can be given as a flag, in the environment, or in a file .env; the first of these that has it \
            counts. Durations are written 50ms, 10s, 24h; sizes 64KiB, 256MiB.

            \(Setting.help)
            """)

    @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Settings, as --name value.", visibility: .hidden))
    var settings: [String] = []

    func run() async throws {
        // A limit on file sizes is an error of the write that meets it, not the end of the process.
        signal(SIGXFSZ, SIG_IGN)
        // The journal holds the texts: its files are the owner's alone.
        umask(0o077)
        Self.askForFiles()
        let configuration = try await ServerConfiguration.read(flags: settings)
        let logger = configuration.logger()
        let (provider, profile) = try configuration.provider.provider(for: configuration)
        let fallbacks = try configuration.fallbacks.map { try $0.provider(for: configuration) }
        let server = Server(
            configuration: configuration, provider: provider, profile: profile, fallbacks: fallbacks,
            lanes: LanePool(name: "read", threads: 2), logger: logger)
        if !configuration.isOnLoopback {
            logger.warning(
                "anybody who reaches this address can submit and read: put it behind something that asks for a key",
                metadata: ["host": "\(configuration.host)"])
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run { port in
                    // Not `print`, which keeps it in a buffer when whoever started the server waits for it in a pipe.
                    let welcome = Welcome(configuration: configuration, port: port)
                    FileHandle.standardOutput.write(Data(welcome.text.utf8))
                }
            }
            group.addTask { await Self.stop(server, within: configuration.shutdownTimeout, logger) }
            try await group.next()
            group.cancelAll()
        }
    }

    /// As many open files as the system grants: the usual 1,024 would be used up by as many slow clients, and nobody else
    /// could connect.
    private static func askForFiles() {
        let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        _ = setrlimit(files, &limit)
    }

    /// The first signal asks for an orderly end; the second takes it at its word.
    private static func stop(_ server: Server, within limit: Duration, _ logger: Logger) async {
        await withDiscardingTaskGroup { group in
            var count = 0
            for await signal in await UnixSignalsSequence(trapping: .sigterm, .sigint) {
                count += 1
                guard count == 1 else { Foundation.exit(1) }
                logger.notice("stopping", metadata: ["signal": "\(signal)"])
                server.stop.request()
                group.addTask { await endAtLast(after: limit, logger) }
            }
        }
    }

    /// The end, though something still holds on: a call that cannot be given up, or a disk that takes nothing. What is
    /// unfinished waits in the journal, as after a crash.
    private static func endAtLast(after limit: Duration, _ logger: Logger) async {
        do { try await Task.sleep(for: limit * 9 / 10) } catch { return }
        logger.warning("out of time", metadata: ["limit": "\(limit)"])
        Foundation.exit(0)
    }
}
