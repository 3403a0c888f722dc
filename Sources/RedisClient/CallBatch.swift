/// Commands that travel in one round trip, and the numbers of their calls in the same order.
struct CallBatch: Hashable, Sendable {
    var numbers: [Int] = []
    var commands: [RedisCommand] = []
    /// How long the server may take: the longest timeout of them. It counts from the sending, so a server is not held
    /// to the time a command waited for its turn.
    var patience = Duration.zero
}
