import Foundation

/// The address of a Redis server, with the login and the database to use. Read from a URL. Its description contains no
/// password.
package struct RedisAddress: Hashable, Sendable {
    /// How the server is reached.
    package enum Endpoint: Hashable, Sendable {
        case tcp(host: String, port: Int)
        /// A socket in the file system.
        case unix(path: String)
    }

    package let endpoint: Endpoint
    /// Nil for the server's default user.
    package let user: String?
    /// Nil if the server asks for none.
    package let password: String?
    package let database: Int

    package init(_ endpoint: Endpoint, user: String? = nil, password: String? = nil, database: Int = 0) {
        self.endpoint = endpoint
        self.user = user
        self.password = password
        self.database = database
    }

    /// Reads `redis://[[user]:password@]host[:port][/database]`, or for a socket
    /// `unix://[[user]:password@]/path[?db=database]`. The defaults are port 6379 and database 0. Characters of a
    /// password that are special in a URL must be percent-encoded.
    package init(url: String) throws(RedisAddressError) {
        guard let parts = URLComponents(string: url, encodingInvalidCharacters: false), let scheme = parts.scheme else {
            throw .notAURL
        }
        guard parts.fragment == nil else { throw .notAURL }
        switch scheme.lowercased() {
        case "redis":
            guard parts.query == nil else { throw .unknownOption }
            endpoint = .tcp(host: try Self.host(of: parts), port: parts.port ?? 6379)
            database = try Self.database(parts.path == "/" ? "" : String(parts.path.dropFirst()))
        case "unix", "redis+unix":
            guard parts.host ?? "" == "", parts.path.hasPrefix("/"), parts.path != "/" else { throw .noPath }
            endpoint = .unix(path: parts.path)
            let options = parts.queryItems ?? []
            guard options.count <= 1, options.allSatisfy({ $0.name == "db" }) else { throw .unknownOption }
            database = try Self.database(options.first?.value ?? "")
        case "rediss": throw .encrypted
        default: throw .otherScheme
        }
        user = parts.user.flatMap { $0.isEmpty ? nil : $0 }
        password = parts.password.flatMap { $0.isEmpty ? nil : $0 }
        if user != nil, password == nil { throw .noPassword }
    }

    private static func host(of parts: URLComponents) throws(RedisAddressError) -> String {
        guard var host = parts.host, !host.isEmpty else { throw .noHost }
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        let isPlain = host.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F }
        guard isPlain, (1...65_535).contains(parts.port ?? 6379) else { throw .notAURL }
        return host
    }

    private static func database(_ text: String) throws(RedisAddressError) -> Int {
        if text.isEmpty { return 0 }
        guard text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }), let number = Int32(text)
        else { throw .notADatabase }
        return Int(number)
    }
}

extension RedisAddress: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String {
        let name = user ?? ""
        let login = password == nil ? name : "\(name):***@"
        return switch endpoint {
        case .tcp(let host, let port): "redis://\(login)\(host.contains(":") ? "[\(host)]" : host):\(port)/\(database)"
        case .unix(let path): "unix://\(login)\(path)?db=\(database)"
        }
    }

    package var debugDescription: String { description }

    /// Empty, because `dump` would show the password.
    package var customMirror: Mirror { Mirror(self, children: []) }
}
