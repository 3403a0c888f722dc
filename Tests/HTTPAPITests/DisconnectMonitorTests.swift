import HTTPAPI
import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Synchronization
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1)))
struct DisconnectMonitorTests {
    private let channel = NIOAsyncTestingChannel()

    private func guarded() async throws -> DisconnectMonitor {
        try await channel.testingEventLoop.executeInContext {
            try channel.pipeline.syncOperations.addHandler(ConnectionGuard(ConnectionLimits(maxBodyBytes: 1)))
        }
        try await channel.connect(to: SocketAddress(unixDomainSocketPath: "client"))
        return await DisconnectMonitor.of(channel)
    }

    /// Returns once the client has disconnected.
    private func disconnection(_ monitor: DisconnectMonitor) async throws {
        let signal = TestSignal("the client disconnects")
        let registration = monitor.onDisconnect { signal.fire() }
        defer { registration.cancel() }
        try await signal.wait()
    }

    @Test func aClosedInputIsADisconnect() async throws {
        let monitor = try await guarded()
        #expect(!monitor.isDisconnected)
        try await channel.testingEventLoop.executeInContext {
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.outputClosed)
        }
        #expect(!monitor.isDisconnected)
        try await channel.testingEventLoop.executeInContext {
            channel.pipeline.fireUserInboundEventTriggered(ChannelEvent.inputClosed)
        }
        try await disconnection(monitor)
        #expect(monitor.isDisconnected)
        #expect(await DisconnectMonitor.of(channel).isDisconnected, "asked later")
    }

    @Test func aClosedChannelIsADisconnect() async throws {
        let monitor = try await guarded()
        async let disconnected: Void = disconnection(monitor)
        try await channel.close()
        try await disconnected
        #expect(monitor.isDisconnected)
        try await disconnection(DisconnectMonitor.of(channel))
    }

    @Test func requestsAndResponsesAreNoDisconnect() async throws {
        let monitor = try await guarded()
        let head = HTTPRequest(method: .get, scheme: "http", authority: "a", path: "/")
        try await channel.writeInbound(HTTPRequestPart.head(head))
        try await channel.writeInbound(HTTPRequestPart.end(nil))
        try await channel.writeOutbound(HTTPResponsePart.head(HTTPResponse(status: .ok)))
        try await channel.writeOutbound(HTTPResponsePart.end(nil))
        #expect(!monitor.isDisconnected)
        #expect(await DisconnectMonitor.of(channel) === monitor)
        try await channel.close()
    }

    @Test func withoutAGuardTheEndOfTheChannelIsTheDisconnect() async throws {
        let monitor = await DisconnectMonitor.of(channel)
        #expect(!monitor.isDisconnected)
        try await channel.close()
        try await disconnection(monitor)
    }

    @Test func actionsRunOnceAtTheDisconnectOrAtOnceAfterIt() {
        let monitor = DisconnectMonitor()
        let log = Mutex<[String]>([])
        _ = monitor.onDisconnect { log.withLock { $0.append("first") } }
        let cancelled = monitor.onDisconnect { log.withLock { $0.append("cancelled") } }
        cancelled.cancel()
        #expect(log.withLock(\.self).isEmpty)
        monitor.clientDisconnected()
        monitor.clientDisconnected()
        let late = monitor.onDisconnect { log.withLock { $0.append("late") } }
        late.cancel()
        #expect(log.withLock(\.self) == ["first", "late"])
    }
}
