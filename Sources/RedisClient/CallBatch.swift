/// The commands of one round trip, and the numbers of their calls in the same order.
struct CallBatch: Hashable, Sendable {
    var numbers: [Int] = []
    var commands: [RedisCommand] = []
    /// How long the server may take: the longest timeout of these commands. Counted from the sending, so the time that
    /// a command waited for its turn does not count against the server.
    var patience = Duration.zero
}
