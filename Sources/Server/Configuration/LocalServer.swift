/// The server on this machine, for commands that query it.
package enum LocalServer {
    /// Its address, from HOST and PORT in the environment or a file `.env`. Throws the errors in these settings.
    package static func address() throws(ServerConfiguration.Faults) -> String {
        var reader = SettingsReader(flags: [])
        let address = address(host: reader.text(.host), port: reader.integer(.port, in: 1...65_535))
        guard reader.faults.isEmpty else { throw ServerConfiguration.Faults(lines: reader.faults) }
        return address
    }

    /// The directory of its journal: DATA_DIR from the environment or a file `.env`. Throws what is wrong with that.
    package static func dataDirectory() throws(ServerConfiguration.Faults) -> String {
        let reader = SettingsReader(flags: [])
        let directory = reader.text(.dataDirectory)
        guard reader.faults.isEmpty else { throw ServerConfiguration.Faults(lines: reader.faults) }
        return directory
    }

    /// The address at which this machine reaches a server that listens on `host`: loopback if it listens on all
    /// addresses.
    static func address(host: String, port: Int) -> String {
        switch ListenHost(host)?.name ?? host {
        case "0.0.0.0": "http://127.0.0.1:\(port)"
        case "::": "http://[::1]:\(port)"
        default: "http://\(ListenHost(host)?.inURL ?? host):\(port)"
        }
    }
}
