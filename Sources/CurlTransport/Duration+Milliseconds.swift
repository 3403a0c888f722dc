extension Duration {
    /// As libcurl takes it: rounded up; at least 1, since 0 means no limit; at most what fits into a C int.
    var wholeMilliseconds: Int {
        guard self > .milliseconds(1) else { return 1 }
        guard self < .milliseconds(Int32.max) else { return Int(Int32.max) }
        let (seconds, attoseconds) = components
        return Int(seconds) * 1000 + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
