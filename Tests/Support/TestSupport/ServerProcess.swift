package import Foundation

extension ListeningProcess {
    /// Starts `precis serve` on a free port.
    /// - Parameters:
    ///   - settings: by their names in the environment.
    ///   - shell: a command of sh(1) that becomes the server, which is "$0" "$@" to it.
    ///   - limit: how long the start may take; a long journal takes its time in a debug build.
    package static func server(
        directory: String, settings: [String: String] = [:], shell: String? = nil, limit: Duration = .seconds(30)
    ) async throws -> ListeningProcess {
        try await start(
            "precis", ["serve"], environment: environment(directory, 0, settings), directory: directory, shell: shell,
            limit: limit)
    }

    /// Starts `precis serve` where its standard output cannot be read.
    /// - Parameter shell: a command of sh(1) that becomes the server, which is "$0" "$@" to it.
    package static func silentServer(
        directory: String, settings: [String: String] = [:], shell: String
    ) async throws -> ListeningProcess {
        let port = try freePort()
        return try await startSilently(
            "precis", ["serve"], environment: environment(directory, port, settings), directory: directory,
            shell: shell, port: port)
    }

    private static func environment(_ directory: String, _ port: Int, _ settings: [String: String]) -> [String: String]
    {
        let own = ["HOST": "127.0.0.1", "PORT": "\(port)", "DATA_DIR": directory + "/data", "LOG_LEVEL": "warning"]
        return own.merging(settings) { $1 }
    }

    /// A port that was free a moment ago.
    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = in_addr_t(INADDR_LOOPBACK).bigEndian
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw StartFailure(said: "no port is free") }
        return Int(in_port_t(bigEndian: address.sin_port))
    }
}

extension ListeningProcess {
    /// Changes one of its limits, such as `RLIMIT_NOFILE`, while it runs; what it may ask for stays as it is.
    package func setLimit(_ resource: __rlimit_resource, to value: UInt) throws {
        // prlimit(2) is not among what Swift sees of Glibc.
        typealias SetLimit =
            @convention(c) (pid_t, UInt32, UnsafePointer<rlimit>?, UnsafeMutablePointer<rlimit>?) -> Int32
        guard let symbol = dlsym(nil, "prlimit") else { throw StartFailure(said: "there is no prlimit") }
        let setLimit = unsafeBitCast(symbol, to: SetLimit.self)
        var limit = rlimit()
        guard setLimit(pid, UInt32(resource.rawValue), nil, &limit) == 0 else {
            throw StartFailure(said: "the limit cannot be read")
        }
        limit.rlim_cur = value
        guard setLimit(pid, UInt32(resource.rawValue), &limit, nil) == 0 else {
            throw StartFailure(said: "the limit cannot be set")
        }
    }
}
