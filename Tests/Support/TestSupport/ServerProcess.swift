extension ListeningProcess {
    /// Starts `precis serve` on a free port.
    /// - Parameters:
    ///   - settings: by their names in the environment.
    ///   - limit: how long the start may take; a long journal takes its time in a debug build.
    package static func server(
        directory: String, settings: [String: String] = [:], limit: Duration = .seconds(30)
    ) async throws -> ListeningProcess {
        let own = ["HOST": "127.0.0.1", "PORT": "0", "DATA_DIR": directory + "/data", "LOG_LEVEL": "warning"]
        return try await start(
            "precis", ["serve"], environment: own.merging(settings) { $1 }, directory: directory, limit: limit)
    }
}
