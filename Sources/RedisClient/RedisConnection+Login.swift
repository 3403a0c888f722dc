extension RedisConnection {
    /// Logs in, selects the database, and checks that the server answers: all in one round trip.
    func logIn(_ address: RedisAddress, timeout: Duration) throws(RedisFault) {
        var steps: [(command: RedisCommand, fault: (String) -> RedisFault)] = []
        if let password = address.password {
            let credentials = address.user.map { [$0, password] } ?? [password]
            steps.append((RedisCommand("AUTH", credentials), { .loginRefused(code: $0) }))
        }
        if address.database != 0 {
            let number = address.database
            steps.append(
                (RedisCommand("SELECT", number), { $0 == "NOAUTH" ? .passwordMissing : .noSuchDatabase(number) }))
        }
        steps.append((RedisCommand("PING"), { $0 == "NOAUTH" ? .passwordMissing : .unready(code: $0) }))
        var refused: RedisFault?
        try roundTrip(steps.map(\.command), patience: timeout) { step, reply in
            if case .error(let refusal) = reply, refused == nil { refused = steps[step].fault(refusal.code) }
        }
        if let refused { throw refused }
    }
}
