/// The server of this machine, for commands that ask it.
package enum LocalServer {
    /// Where it listens, by HOST and PORT from the environment or a file `.env`. Throws what is wrong with these.
    package static func address() throws(ServerConfiguration.Faults) -> String {
        var reader = SettingsReader(flags: [])
        let address = address(host: reader.text(.host), port: reader.integer(.port, in: 1...65_535))
        guard reader.faults.isEmpty else { throw ServerConfiguration.Faults(lines: reader.faults) }
        return address
    }

    /// Where it keeps its journal, by DATA_DIR from the environment or a file `.env`. Throws what is wrong with that.
    package static func dataDirectory() throws(ServerConfiguration.Faults) -> String {
        var reader = SettingsReader(flags: [])
        let directory = reader.text(.dataDirectory)
        guard reader.faults.isEmpty else { throw ServerConfiguration.Faults(lines: reader.faults) }
        return directory
    }

    /// Where this machine reaches a server that listens on `host`; on loopback when it listens everywhere.
    static func address(host: String, port: Int) -> String {
        switch ListenHost(host)?.name ?? host {
        case "0.0.0.0": "http://127.0.0.1:\(port)"
        case "::": "http://[::1]:\(port)"
        default: "http://\(ListenHost(host)?.inURL ?? host):\(port)"
        }
    }
}
