import Foundation

/// Reads `ALLOWED_HOSTS`: names as they appear in a Host header, without the port.
enum AllowedHosts {
    static func read(_ reader: inout SettingsReader) -> [String] {
        var hosts: [String] = []
        for part in reader.text(.allowedHosts).split(separator: ",") {
            let entry = part.trimmingCharacters(in: .whitespacesAndNewlines)
            if entry.isEmpty { continue }
            if let host = ListenHost(entry) {
                hosts.append(host.inHostHeader)
            } else {
                reader.fault(
                    .allowedHosts, "must be names without scheme, port or wildcard, not \(entry.debugDescription)")
            }
        }
        return hosts
    }
}
