import Crypto
import Foundation
import Jobs
import Providers

extension ProviderChoice {
    /// Identifies the limits that calls of this choice count against, without revealing the key: servers with the same
    /// key and model at the same address share them. Nil if there are none to share.
    var limitsScope: String? {
        guard case .remote(let preset, let settings) = self else { return nil }
        var hash = SHA256()
        for part in [preset.name, settings.baseURL, settings.model, settings.key?.value ?? ""] {
            withUnsafeBytes(of: UInt64(part.utf8.count).littleEndian) { hash.update(bufferPointer: $0) }
            hash.update(data: Data(part.utf8))
        }
        return hash.finalize().prefix(16).hex
    }
}
