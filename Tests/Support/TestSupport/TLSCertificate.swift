import Foundation

/// A certificate for `localhost` that is signed by itself, and its key, as PEM files made by openssl(1).
package struct TLSCertificate: Sendable {
    package let path: String
    package let keyPath: String

    /// openssl(1) did not do what it was asked to.
    package struct Failure: Error {
        let said: String
    }

    /// Makes one in this directory, good for two days.
    package static func make(in directory: String) async throws -> TLSCertificate {
        let output = Pipe()
        let writing = output.fileHandleForWriting
        for handle in [output.fileHandleForReading, writing] { _ = fcntl(handle.fileDescriptor, F_SETFD, FD_CLOEXEC) }
        let curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"]
        let name = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
        let child = try ChildProcess(
            "/usr/bin/openssl",
            ["req", "-x509"] + curve + name + ["-days", "2", "-keyout", "key.pem", "-out", "certificate.pem"],
            environment: [:], directory: directory, output: writing.fileDescriptor, errors: writing.fileDescriptor)
        // The child has its own copy; this one would keep the pipe open.
        try writing.close()
        let said = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        guard await child.end() == 0 else { throw Failure(said: said) }
        return TLSCertificate(path: directory + "/certificate.pem", keyPath: directory + "/key.pem")
    }
}
