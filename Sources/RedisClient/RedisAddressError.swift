/// Why a text is not a usable address of a Redis server. Contains nothing of the text, which may hold a password.
package enum RedisAddressError: Error, Hashable, CustomStringConvertible {
    case notAURL
    case otherScheme
    /// `rediss`: TLS, which this build of the client library does not have.
    case encrypted
    case noHost
    case noPath
    case noPassword
    case notADatabase
    case unknownOption

    package var description: String {
        switch self {
        case .notAURL:
            "not a URL; expected redis://[[user]:password@]host[:port][/database], with special characters of the password "
                + "percent-encoded"
        case .otherScheme: "must start with redis:// or unix://"
        case .encrypted:
            "rediss:// (TLS) is not supported; use redis:// through a tunnel such as stunnel, or to a replica on this machine"
        case .noHost: "names no host"
        case .noPath: "names no absolute path of a socket, as in unix:///run/redis.sock"
        case .noPassword: "names a user but no password"
        case .notADatabase: "the database must be a number, as in redis://localhost:6379/1"
        case .unknownOption: "has an unknown option; only ?db= after unix:// is understood"
        }
    }
}
