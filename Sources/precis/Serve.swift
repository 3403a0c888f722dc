import ArgumentParser
import Foundation
import Logging
import SerialLane
import Server
import Telemetry
import UnixSignals

/// `precis serve`: runs the server until a signal ends it.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Serve the HTTP API.",
        discussion: """
            Every setting can be given as a flag, in the environment, or in a file .env; the first of these that has it \
            counts. Durations are written 50ms, 10s, 24h; sizes 64KiB, 256MiB.

            \(SettingsTable.help)
            """)

    @Argument(parsing: .allUnrecognized, help: ArgumentHelp("Settings, as --name value.", visibility: .hidden))
    var settings: [String] = []

    func run() async throws {
        // The journal holds the texts, so only the owner may access its files.
        umask(0o077)
        let configuration = try ServerConfiguration(flags: settings)
        let logger = configuration.logger()
        let files = OpenFiles.raised()
        let connections = try files.connections(besides: configuration.callsAtMost)
        let server = Server(
            configuration: configuration, providers: try configuration.makeProviders(), maxConnections: connections,
            lanes: LanePool(name: "read", threads: 2), logger: logger)
        tell(configuration, files, connections, logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                try await server.run { port in
                    StandardStreams.output.write(StartupBanner(configuration: configuration, port: port).text)
                }
            }
            group.addTask { await Self.stop(server, within: configuration.shutdownTimeout, logger) }
            try await group.next()
            group.cancelAll()
        }
        StandardStreams.flush(within: min(.seconds(1), configuration.shutdownTimeout / 20))
    }

    /// What an operator should know at every start.
    private func tell(_ configuration: ServerConfiguration, _ files: OpenFiles, _ connections: Int, _ logger: Logger) {
        let isFew = connections < 256
        logger.log(
            level: isFew ? .warning : .info,
            isFew ? "the limit of open files allows few connections" : "limit of open files",
            metadata: ["limit": "\(files.limit)", "connections": "\(connections)"])
        if !configuration.isOnLoopback {
            logger.warning(
                "anybody who reaches this address can submit and read: put it behind something that asks for a key",
                metadata: ["host": "\(configuration.host)"])
        }
    }

    /// The first signal asks for an orderly shutdown; the second ends the process at once. A closed terminal may be
    /// reported twice, by the kernel and by the shell, so SIGHUP never counts as the second signal.
    private static func stop(_ server: Server, within limit: Duration, _ logger: Logger) async {
        await withDiscardingTaskGroup { group in
            var isStopping = false
            for await signal in await UnixSignalsSequence(trapping: stopSignals()) {
                if isStopping, signal == .sighup { continue }
                guard !isStopping else {
                    StandardStreams.flush(within: .milliseconds(200))
                    Foundation.exit(1)
                }
                isStopping = true
                logger.notice("stopping", metadata: ["signal": "\(signal)"])
                server.stop()
                group.addTask { await endAtLast(after: limit, logger) }
            }
        }
    }

    /// If it was started by nohup(1), which makes the process ignore SIGHUP, the server outlives its terminal.
    private static func stopSignals() -> [UnixSignal] {
        var action = sigaction()
        sigaction(SIGHUP, nil, &action)
        let isIgnored = unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1
        return [.sigterm, .sigint] + (isIgnored ? [] : [.sighup])
    }

    /// Ends the process even if something still blocks: a call that cannot be cancelled, or a disk that accepts
    /// nothing. Unfinished jobs wait in the journal, as after a crash.
    private static func endAtLast(after limit: Duration, _ logger: Logger) async {
        do { try await Task.sleep(for: limit * 9 / 10) } catch { return }
        logger.warning("out of time", metadata: ["limit": "\(limit)"])
        StandardStreams.flush(within: min(.seconds(1), limit / 20))
        Foundation.exit(0)
    }
}
