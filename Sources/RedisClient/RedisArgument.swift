/// A part of a command. Its bytes are sent as they are: nothing needs quoting.
package protocol RedisArgument {
    var redisBytes: [UInt8] { get }
}

extension [UInt8]: RedisArgument {
    package var redisBytes: [UInt8] { self }
}

extension String: RedisArgument {
    package var redisBytes: [UInt8] { Array(utf8) }
}

extension Int: RedisArgument {
    package var redisBytes: [UInt8] { Array(String(self).utf8) }
}

extension Int64: RedisArgument {
    package var redisBytes: [UInt8] { Array(String(self).utf8) }
}
