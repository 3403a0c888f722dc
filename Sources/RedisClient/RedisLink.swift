import Dispatch

/// The lane's side of a client: keeps a connection, and sends the waiting commands over it.
///
/// `@unchecked`: its variables are used on the lane's thread only.
final class RedisLink: @unchecked Sendable {
    /// Maximum number of commands in one round trip.
    static let batchLimit = 256
    /// Maximum bytes of these commands; the last one may exceed it.
    private static let batchByteLimit = 1 << 20

    private let configuration: RedisConfiguration
    private let calls: RedisCalls
    /// Signalled when the client closes, which ends a pause.
    private let closing: DispatchSemaphore
    private var connection: RedisConnection?
    private var breaker = Breaker()

    init(_ configuration: RedisConfiguration, calls: RedisCalls, closing: DispatchSemaphore) {
        self.configuration = configuration
        self.calls = calls
        self.closing = closing
    }

    /// Makes the calls with these numbers, in order and with as few round trips as possible; skips numbers whose
    /// callers no longer wait. While the server is away, this does not return; no call is admitted then that would have
    /// to wait for it.
    func carry(_ numbers: [Int]) {
        // A connection that broke while idle has failed no caller yet.
        if connection?.isUsable != true { connect() }
        var rest = numbers[...]
        while !rest.isEmpty {
            let batch = calls.take(from: &rest, byteLimit: Self.batchByteLimit)
            if !batch.numbers.isEmpty { send(batch) }
        }
    }

    private func send(_ batch: CallBatch) {
        do throws(RedisFault) {
            try connection?.roundTrip(batch.commands, patience: batch.patience) { [calls] index, reply in
                calls.end(batch.numbers[index], with: .success(reply))
            }
            breaker.servedCallers()
        } catch {
            lose(error)
            pause(breaker.failedCallers(chance: .random(in: 0...1)))
            connect()
        }
    }

    /// Tries until there is a connection, or the client is closed.
    private func connect() {
        connection = nil
        while !calls.isClosed {
            do throws(RedisFault) {
                let fresh = try RedisConnection(configuration)
                try fresh.logIn(configuration.address, timeout: configuration.connectTimeout)
                connection = consume fresh
                breaker.connected()
                return calls.connected()
            } catch {
                lose(error)
                pause(breaker.stayedSilent(chance: .random(in: 0...1)))
            }
        }
        lose(.closed)
    }

    private func lose(_ fault: RedisFault) {
        connection = nil
        calls.disconnected(by: fault)
    }

    private func pause(_ duration: Duration) {
        _ = closing.wait(timeout: .now() + .milliseconds(Int(duration.wholeMilliseconds)))
    }
}
