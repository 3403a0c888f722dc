import NIOCore
import NIOPosix

/// One connection to a server under test, byte by byte: sends what it is given and waits for what should come.
///
/// Every wait ends after its timeout with `HTTPTestError.timedOut`, or when the task is cancelled; after that the
/// connection is good for nothing but `close`. One reader at a time.
package final class HTTPConnection: Sendable {
    private let channel: any Channel
    private let inbox: Inbox

    private init(channel: any Channel, inbox: Inbox) {
        self.channel = channel
        self.inbox = inbox
    }

    /// Throws what the operating system says, or a connect timeout.
    package static func connect(
        host: String = "127.0.0.1", port: Int, timeout: Duration = .seconds(30)
    ) async throws -> HTTPConnection {
        let inbox = Inbox()
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.allowRemoteHalfClosure, value: true)
            .channelOption(.tcpOption(.tcp_nodelay), value: 1)
            .connectTimeout(TimeAmount(timeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(InboxHandler(inbox))
                }
            }
            .connect(host: host, port: port).get()
        return HTTPConnection(channel: channel, inbox: inbox)
    }

    /// Whether another request can be sent: open, and nothing of an earlier answer left.
    package var isReusable: Bool { channel.isActive && inbox.isFresh }

    /// Sends bytes as they are; returns when the kernel has taken them.
    package func send(_ bytes: [UInt8]) async throws {
        try await channel.writeAndFlush(ByteBuffer(bytes: bytes)).get()
    }

    /// Sends text as it is: write `\r\n` yourself.
    package func send(_ text: String) async throws {
        try await channel.writeAndFlush(ByteBuffer(string: text)).get()
    }

    /// Closes our side (FIN); answers can still be read.
    package func closeOutput() async throws {
        try await channel.close(mode: .output).get()
    }

    /// From now on nothing is taken from the socket, so that the server's writes get stuck.
    package func stopReading() async throws {
        try await channel.setOption(.autoRead, value: false).get()
    }

    /// Takes from the socket again.
    package func startReading() async throws {
        try await channel.setOption(.autoRead, value: true).get()
        channel.read()
    }

    /// Closes the connection; a second time does nothing.
    package func close() async {
        channel.close(promise: nil)
        // It cannot fail: the future is succeeded when the channel is closed, for whatever reason.
        try? await channel.closeFuture.get()
    }

    /// The next answer with its body. `method` is the request's: an answer to HEAD has no body. Interim answers (1xx)
    /// are passed over unless they are asked for; they are answers without a body then.
    package func readReply(
        to method: String = "GET", skippingInformational: Bool = true, timeout: Duration = .seconds(30)
    ) async throws -> HTTPReply {
        try await within(timeout, "an answer") {
            var reply = try await self.takeHead()
            while reply.isInformational, skippingInformational { reply = try await self.takeHead() }
            if reply.hasBody(method: method) { reply.body = try await self.takeBody(of: reply) }
            return reply
        }
    }

    /// The next answer without its body, to be followed by `readChunk` or `readUntilClose`.
    package func readHead(timeout: Duration = .seconds(30)) async throws -> HTTPReply {
        try await within(timeout, "the head of an answer") { try await self.takeHead() }
    }

    /// The next chunk of a chunked body; nil after the last one.
    package func readChunk(timeout: Duration = .seconds(30)) async throws -> [UInt8]? {
        try await within(timeout, "a chunk") { try await self.takeChunk() }
    }

    /// Everything that comes until the server closes its side.
    package func readUntilClose(timeout: Duration = .seconds(30)) async throws -> [UInt8] {
        try await within(timeout, "the end of the connection") { try await self.takeRest() }
    }

    /// Sends one request and waits for its answer at the same time: one that comes early is read all the same.
    func exchange(_ request: [UInt8], method: String, timeout: Duration) async throws -> HTTPReply {
        channel.writeAndFlush(ByteBuffer(bytes: request), promise: nil)
        return try await readReply(to: method, timeout: timeout)
    }

    private func within<Value: Sendable>(
        _ timeout: Duration, _ thing: String, _ body: () async throws -> Value
    ) async throws -> Value {
        let alarm = channel.eventLoop.scheduleTask(in: TimeAmount(timeout)) { [inbox] in
            inbox.fail(.timedOut(waitingFor: thing))
        }
        defer { alarm.cancel() }
        return try await body()
    }
}

// MARK: - Parsing

extension HTTPConnection {
    private func takeHead() async throws -> HTTPReply {
        try HTTPReply(head: try await take("the head of an answer", upTo: "\r\n\r\n"))
    }

    private func takeBody(of reply: HTTPReply) async throws -> [UInt8] {
        if reply.isChunked {
            var body: [UInt8] = []
            while let chunk = try await takeChunk() { body += chunk }
            return body
        }
        guard let length = reply.headers["content-length"] else { return try await takeRest() }
        guard let count = Int(length) else { throw HTTPTestError.malformed("content-length: \(length)") }
        return try await takeBytes(count)
    }

    private func takeChunk() async throws -> [UInt8]? {
        let line = try await take("the size of a chunk", upTo: "\r\n")
        guard let size = Int(line.prefix { $0 != ";" }, radix: 16) else {
            throw HTTPTestError.malformed("chunk size: \(line)")
        }
        guard size > 0 else {
            // Trailers are of no interest.
            while try await !take("the end of the chunks", upTo: "\r\n").isEmpty {}
            return nil
        }
        let chunk = try await takeBytes(size)
        guard try await takeBytes(2) == Array("\r\n".utf8) else { throw HTTPTestError.malformed("chunk end") }
        return chunk
    }

    private func takeBytes(_ count: Int) async throws -> [UInt8] {
        try await inbox.take("\(count) bytes of a body") { bytes, _ in bytes.readBytes(length: count) }
    }

    private func takeRest() async throws -> [UInt8] {
        try await inbox.take("the end of the connection") { bytes, isEnded in
            isEnded ? bytes.readBytes(length: bytes.readableBytes) : nil
        }
    }

    /// The text before `separator`, which is passed as well.
    private func take(_ thing: String, upTo separator: String) async throws -> String {
        let separator = Array(separator.utf8)
        return try await inbox.take(thing) { bytes, _ in
            let view = bytes.readableBytesView
            guard let range = view.firstRange(of: separator) else { return nil }
            let text = bytes.readString(length: range.lowerBound - view.startIndex)
            bytes.moveReaderIndex(forwardBy: separator.count)
            return text
        }
    }
}
