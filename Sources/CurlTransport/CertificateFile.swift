import Foundation

/// The certificate file that an operator names. libcurl reads it only for the first handshake, but a mistake should be
/// found at the start.
enum CertificateFile {
    /// Throws unless the file holds at least one certificate in PEM.
    static func check(_ path: String) throws(CurlTransport.StartError) {
        let text: String
        do {
            text = String(decoding: try Data(contentsOf: URL(filePath: path)), as: UTF8.self)
        } catch {
            let isMissing = (error as? CocoaError)?.code == .fileReadNoSuchFile
            throw .caBundle(path: path, reason: isMissing ? "no such file" : "it cannot be read")
        }
        let parts = text.split(separator: "-----BEGIN CERTIFICATE-----", omittingEmptySubsequences: false)
        guard parts.dropFirst().contains(where: holdsCertificate) else {
            throw .caBundle(path: path, reason: "it holds no certificate in PEM form")
        }
    }

    /// Whether this part begins with the base64 form of DER data, up to the end mark.
    private static func holdsCertificate(_ part: Substring) -> Bool {
        guard let end = part.firstRange(of: "-----END CERTIFICATE-----") else { return false }
        let bytes = Data(base64Encoded: String(part[..<end.lowerBound].filter { !$0.isWhitespace }))
        return bytes?.first == 0x30
    }
}
