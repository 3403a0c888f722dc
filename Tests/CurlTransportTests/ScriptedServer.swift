import Foundation
import TestSupport

/// A TCP server on loopback that does to each connection what its script says, byte by byte. One thread for each, and
/// calls that block: a script reads like what happens.
final class ScriptedServer: Sendable {
    typealias Script = @Sendable (Peer) -> Void

    let port: Int
    /// Connections accepted so far.
    let accepted = Watched(0)
    private let listener: Int32
    private let peers = Watched<[Peer]>([])
    private let ended = TestSignal("a thread of the server ends")

    var url: String { "http://127.0.0.1:\(port)" }

    /// Serves while the body runs; then closes what is open, and waits for all scripts.
    static func run(
        _ script: @escaping Script, body: @Sendable (ScriptedServer) async throws -> Void
    ) async throws {
        let server = try ScriptedServer(script)
        let result: Result<Void, any Error>
        do { result = .success(try await body(server)) } catch { result = .failure(error) }
        try await server.stop()
        try result.get()
    }

    private init(_ script: @escaping Script) throws {
        listener = try LoopbackSocket.listen(backlog: 512)
        port = LoopbackSocket.port(of: listener)
        Thread.detachNewThread { [self] in
            while let peer = Peer(accept(listener, nil, nil)) {
                peers.change { $0.append(peer) }
                accepted.change { $0 += 1 }
                Thread.detachNewThread { [self] in
                    script(peer)
                    peer.close()
                    ended.fire()
                }
            }
            ended.fire()
        }
    }

    private func stop() async throws {
        // Wakes the thread that accepts, and those that read.
        shutdown(listener, Int32(SHUT_RDWR))
        try await ended.wait()
        for peer in peers.value { peer.cut() }
        try await ended.wait(times: peers.value.count + 1)
        close(listener)
    }
}
