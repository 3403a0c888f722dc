import ArgumentParser
import CurlTransport
import Foundation
import Server
import Telemetry

/// `precis health`: checks a server, for Docker and scripts. So the image needs no other HTTP client.
struct Health: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Say whether a server takes submissions.",
        discussion: """
            Asks GET /ready of the server at HOST and PORT, from the environment or a file .env. Prints one line; the exit \
            code is 0 when the answer is 200, else 1. Proxies are passed by.
            """)

    /// Five seconds are promised. libcurl may check the time a second late, and a process needs time to start.
    private static let timeout = Duration.seconds(3)

    @Option(help: ArgumentHelp("Where the server is, in place of HOST and PORT.", valueName: "address"))
    var url: String?

    @Flag(help: "Ask GET /health: whether the process lives.")
    var live = false

    func run() async throws {
        // A proxy would answer in place of the server. Set this before anything reads it: libcurl does so with the
        // request.
        setenv("no_proxy", "*", 1)
        let fault = try await check()
        let state = live ? "alive" : "ready"
        StandardStreams.output.write((fault.map { "not \(state): \($0)" } ?? state) + "\n")
        if fault != nil { throw ExitCode.failure }
    }

    /// What is wrong, in one line; nil if the server answers 200.
    private func check() async throws -> String? {
        let server: String
        do throws(ServerConfiguration.Faults) {
            if let url {
                server = url.hasSuffix("/") ? String(url.dropLast()) : url
            } else {
                server = try LocalServer.address()
            }
        } catch {
            return error.lines.joined(separator: "; ")
        }
        let transport = try CurlTransport(configuration: CurlTransport.Configuration(connections: 1))
        let fault = await ask(server + (live ? "/health" : "/ready"), over: transport)
        await transport.close()
        return fault
    }

    private func ask(_ url: String, over transport: CurlTransport) async -> String? {
        do throws(TransportError) {
            let status = try await transport.send(TransportRequest(.get, url, timeout: Self.timeout)).status
            return status == 200 ? nil : "the answer is \(status)"
        } catch {
            return "\(error)"
        }
    }
}
