import CHiredis
import Foundation

/// One connection, for use on one thread. It is given up after the first fault, since late replies would be taken for
/// those of other commands.
///
/// The socket does not block: each wait is a poll with the remaining time, so a round trip ends in time even if the
/// server stalls or sends very slowly.
struct RedisConnection: ~Copyable {
    private let context: UnsafeMutablePointer<redisContext>
    private let replyByteLimit: Int

    /// Connects. A host name is looked up first, for as long as the system's resolver takes.
    init(_ configuration: RedisConfiguration) throws(RedisFault) {
        let timeout = timeval(configuration.connectTimeout)
        let opened =
            switch configuration.address.endpoint {
            case .tcp(let host, let port): redisConnectWithTimeout(host, Int32(port), timeout)
            case .unix(let path): redisConnectUnixWithTimeout(path, timeout)
            }
        guard let opened else { throw .unreachable("out of memory") }
        guard opened.pointee.err == 0 else {
            defer { redisFree(opened) }
            throw .unreachable(String(cString: redis_error_text(opened)))
        }
        context = opened
        replyByteLimit = configuration.replyByteLimit
        adoptSocket()
    }

    deinit {
        redisFree(context)
    }

    /// False if the server has hung up, or has sent an unexpected reply.
    var isUsable: Bool {
        var descriptor = pollfd(fd: context.pointee.fd, events: Int16(POLLIN), revents: 0)
        return poll(&descriptor, 1, 0) == 0
    }

    /// Sends all commands at once, and passes on their replies in the same order, each as soon as it arrives. After a
    /// fault no reply follows, and the connection is unusable.
    /// - Parameter patience: the time limit for all replies together.
    func roundTrip(
        _ commands: [RedisCommand], patience: Duration, _ receive: (Int, RedisReply) -> Void
    ) throws(RedisFault) {
        let deadline = ContinuousClock.now + patience
        for command in commands { try append(command) }
        var isFlushed = try flush()
        var (received, pending) = (0, 0)
        while true {
            while received < commands.count, let reply = try nextReply() {
                receive(received, reply)
                received += 1
                pending = unreadBytes
            }
            guard received < commands.count else {
                // It would be taken for the next command's reply.
                if unreadBytes > 0 { throw .unaskedReply }
                return
            }
            let events = try wait(for: isFlushed ? POLLIN : POLLIN | POLLOUT, until: deadline)
            // Reading first detects a hang-up before a write fails on it.
            if events & ~POLLOUT != 0 { pending += try read() }
            guard pending <= replyByteLimit else { throw .replyTooLong }
            if events & POLLOUT != 0 { isFlushed = try flush() }
        }
    }

    /// Makes the socket non-blocking, and closed in child processes.
    private func adoptSocket() {
        let socket = context.pointee.fd
        _ = fcntl(socket, F_SETFL, fcntl(socket, F_GETFL) | O_NONBLOCK)
        _ = fcntl(socket, F_SETFD, FD_CLOEXEC)
        context.pointee.flags &= ~REDIS_BLOCK
        // The library writes with write(2), where SIGPIPE would end the process if the server is gone. The thread
        // belongs to the lane, and with the signal blocked the write still fails.
        var brokenPipe = sigset_t()
        sigemptyset(&brokenPipe)
        sigaddset(&brokenPipe, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &brokenPipe, nil)
    }

    /// Received bytes that do not belong to a parsed reply.
    private var unreadBytes: Int {
        context.pointee.reader.pointee.len - context.pointee.reader.pointee.pos
    }

    private func append(_ command: RedisCommand) throws(RedisFault) {
        let lengths = command.arguments.map(\.count)
        let status = command.arguments.reduce(into: [UInt8](), +=).withUnsafeBytes { bytes in
            var start = 0
            var parts: [UnsafePointer<CChar>?] = lengths.map { length in
                defer { start += length }
                return bytes.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
            }
            return redisAppendCommandArgv(context, Int32(lengths.count), &parts, lengths)
        }
        if status != REDIS_OK { throw fault }
    }

    /// Sends what the socket accepts. Returns whether nothing is left.
    private func flush() throws(RedisFault) -> Bool {
        var isDone: Int32 = 0
        guard redisBufferWrite(context, &isDone) == REDIS_OK else { throw fault }
        return isDone != 0
    }

    /// Reads what the socket has, and returns the number of bytes.
    private func read() throws(RedisFault) -> Int {
        let before = context.pointee.reader.pointee.len
        guard redisBufferRead(context) == REDIS_OK else { throw fault }
        return context.pointee.reader.pointee.len - before
    }

    private func nextReply() throws(RedisFault) -> RedisReply? {
        var reply: UnsafeMutableRawPointer?
        guard redisGetReplyFromReader(context, &reply) == REDIS_OK else { throw fault }
        guard let reply else { return nil }
        defer { freeReplyObject(reply) }
        return RedisReply(reply.assumingMemoryBound(to: redisReply.self).pointee)
    }

    private func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(RedisFault) -> Int32 {
        var descriptor = pollfd(fd: context.pointee.fd, events: Int16(events), revents: 0)
        while true {
            let left = deadline - .now
            guard left > .zero else { throw .timedOut }
            // The remaining time is rounded down, so add a millisecond: otherwise the last fraction would be a busy
            // loop.
            let ready = poll(&descriptor, 1, Int32(clamping: left.wholeMilliseconds + 1))
            if ready > 0 { return Int32(descriptor.revents) }
            if ready < 0, errno != EINTR { throw .broken(String(cString: strerror(errno))) }
        }
    }

    private var fault: RedisFault {
        context.pointee.err == REDIS_ERR_EOF ? .hungUp : .broken(String(cString: redis_error_text(context)))
    }
}
