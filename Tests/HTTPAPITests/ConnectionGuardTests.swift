import HTTPTypes
import NIOCore
import NIOEmbedded
import NIOHTTPTypes
import Testing

@testable import HTTPAPI

/// The guard in a pipeline like Hummingbird's, with bytes on one side, parts on the other and time under control.
struct ConnectionGuardTests {
    private let channel = EmbeddedChannel()

    init() throws {
        try GuardedChannel.addHandlers(to: channel.pipeline.syncOperations, ConnectionLimits(maxBodyBytes: 1000))
        try channel.connect(to: SocketAddress(unixDomainSocketPath: "client")).wait()
    }

    private func receive(_ text: String) throws {
        try channel.writeInbound(ByteBuffer(string: text))
        // A real channel asks for more by itself.
        channel.read()
    }

    private func received() throws -> HTTPRequestPart? { try channel.readInbound() }

    private func send(_ parts: HTTPResponsePart...) throws {
        for part in parts { try channel.writeOutbound(part) }
    }

    private func sent() throws -> String {
        var text = ""
        while let bytes = try channel.readOutbound(as: ByteBuffer.self) { text += String(buffer: bytes) }
        return text
    }

    private func advance(_ seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

    private let ok = HTTPResponsePart.head(
        HTTPResponse(status: .ok, headerFields: [.contentLength: "0"]))

    // MARK: Time

    @Test func aSilentConnectionIsClosedWithoutAWord() throws {
        advance(9)
        #expect(channel.isActive)
        advance(1)
        #expect(!channel.isActive)
        #expect(try sent().isEmpty)
    }

    @Test func aDrippingHeadIsAnswered408AndClosed() throws {
        for character in "GET / HTTP" {
            try receive(String(character))
            advance(1)
        }
        #expect(!channel.isActive)
        let answer = try sent()
        #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(answer.lowercased().contains("connection: close\r\n"))
        #expect(try received() == nil)
    }

    @Test func keptAliveConnectionsMayBeIdleForAMinuteEachTime() throws {
        for _ in 0..<3 {
            try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            try send(ok, .end(nil))
            advance(59)
            #expect(channel.isActive)
        }
        _ = try sent()
        advance(1)
        #expect(!channel.isActive)
        #expect(try sent().isEmpty)
    }

    @Test func aLaterHeadHasTenSecondsThoughTheConnectionMayBeIdleForLonger() throws {
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        advance(20)
        try send(ok, .end(nil))
        _ = try sent()
        try receive("GET")
        advance(9)
        #expect(channel.isActive)
        advance(1)
        #expect(!channel.isActive)
        #expect(try sent().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aSlowBodyIsAnswered408() throws {
        try receive("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 20000\r\n\r\n")
        advance(29)
        try receive(String(repeating: "x", count: 8192))
        advance(1)
        #expect(channel.isActive, "8 KiB have earned a second")
        advance(1)
        #expect(!channel.isActive)
        #expect(try sent().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aBodyThatNobodyTakesIsNotSlow() throws {
        try channel.writeInbound(ByteBuffer(string: "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\n12345"))
        advance(1000)
        #expect(channel.isActive)
        channel.read()
        advance(29)
        #expect(channel.isActive)
        advance(1)
        #expect(!channel.isActive)
        #expect(try sent().hasPrefix("HTTP/1.1 408 "))
    }

    @Test func aRequestMayBeAnsweredAnyTimeLater() throws {
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        advance(10_000)
        #expect(channel.isActive)
        try send(ok, .end(nil))
        #expect(try sent().hasPrefix("HTTP/1.1 200 OK\r\n"))
    }

    // MARK: 100 Continue

    private func expecting(_ length: Int, version: String = "1.1", body: String = "") -> String {
        "POST / HTTP/\(version)\r\nHost: a\r\nExpect: 100-Continue\r\nContent-Length: \(length)\r\n\r\n\(body)"
    }

    @Test func continueIsSentForABodyThatIsWelcome() throws {
        try receive(expecting(1000))
        #expect(try sent() == "HTTP/1.1 100 Continue\r\n\r\n")
    }

    @Test func continueKeepsTheOrderOfPipelinedAnswers() throws {
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n" + expecting(1))
        #expect(try sent().isEmpty)
        try send(ok)
        #expect(try sent() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        try send(.end(nil))
        #expect(try sent() == "HTTP/1.1 100 Continue\r\n\r\n")
        try receive("x")
        try send(ok, .end(nil))
        #expect(try sent() == "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
        #expect(channel.isActive)
    }

    @Test func continueIsNotSentToHTTP10NorAfterBodyBytes() throws {
        try receive(expecting(2, body: "x"))
        #expect(try sent().isEmpty)
        try receive("x")
        try send(ok, .end(nil))
        _ = try sent()
        try receive(expecting(2, version: "1.0"))
        #expect(try sent().isEmpty)
    }

    @Test func aBodyTooLargeIsNotAskedForAndItsAnswerCloses() throws {
        try receive(expecting(1001))
        #expect(try sent().isEmpty)
        try send(.head(HTTPResponse(status: .contentTooLarge, headerFields: [.contentLength: "0"])), .end(nil))
        let answer = try sent()
        #expect(answer.hasPrefix("HTTP/1.1 413 "))
        #expect(answer.hasSuffix("\r\nConnection: close\r\n\r\n"))
        #expect(!channel.isActive)
    }

    // MARK: Closing

    @Test func anAnswerThatSaysCloseCloses() throws {
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "0", .connection: "close"])
        try send(.head(head), .end(nil))
        #expect(!channel.isActive)
    }

    @Test func afterTheLastAnswerTheClientHasHalfAMinuteToCloseAndIsNotListenedTo() throws {
        try channel.pipeline.syncOperations.addHandler(HalfClosure(), position: .first)
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        let head = HTTPResponse(status: .ok, headerFields: [.contentLength: "0", .connection: "close"])
        try send(.head(head), .end(nil))
        #expect(try sent().hasPrefix("HTTP/1.1 200 "))
        while try received() != nil {}
        try receive("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
        #expect(try received() == nil)
        advance(29)
        #expect(channel.isActive)
        advance(1)
        #expect(!channel.isActive)
    }

    @Test(arguments: [("", "close"), ("Connection: Keep-Alive\r\n", "Keep-Alive")])
    func anHTTP10RequestIsTheLastUnlessItSaysOtherwise(_ header: String, _ connection: String) throws {
        try receive("GET / HTTP/1.0\r\nHost: a\r\n\(header)\r\n")
        guard case .head(let request) = try received() else { return #expect(Bool(false), "a head comes first") }
        #expect(request.headerFields[.connection] == connection)
    }

    @Test func noTimerOutlivesTheConnection() throws {
        weak let guarded = try channel.pipeline.syncOperations.handler(type: ConnectionGuard.self)
        for _ in 0..<3 {
            try receive("GET / HTTP/1.1\r\n")
            try receive("Host: a\r\n\r\n")
            try send(ok, .end(nil))
        }
        try channel.close().wait()
        channel.embeddedEventLoop.run()
        #expect(guarded == nil, "a timer still set would hold it")
    }
}

/// The embedded channel closes as a whole; this lets it live when only our side is to be closed.
private final class HalfClosure: ChannelOutboundHandler, Sendable {
    typealias OutboundIn = ByteBuffer

    func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode != .output { context.close(mode: mode, promise: promise) }
    }
}
