/// The server understood a command and would not carry it out.
package struct RedisRefusal: Error, Hashable, CustomStringConvertible {
    /// What the server said. May quote the command and its texts: not for logs.
    package let message: String

    package init(message: String) {
        self.message = message
    }

    /// The first word: "WRONGTYPE", "OOM", "NOSCRIPT", or plain "ERR".
    package var code: String { String(message.prefix { $0 != " " }) }

    /// The code alone, safe in a log.
    package var description: String { code }
}
