/// The server understood a command, but refused to carry it out.
package struct RedisRefusal: Error, Hashable, CustomStringConvertible {
    /// The server's message. It may quote the command and its texts, so it must not be logged.
    package let message: String

    package init(message: String) {
        self.message = message
    }

    /// The first word: "WRONGTYPE", "OOM", "NOSCRIPT", or plain "ERR".
    package var code: String { String(message.prefix { $0 != " " }) }

    /// The code alone, safe in a log.
    package var description: String { code }
}
