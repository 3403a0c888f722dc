import CurlTransport
import Foundation
import TestSupport
import Testing

@Suite("TLS of the curl transport") struct TLSTests {
    @Test("a certificate that nobody vouches for is refused")
    func selfSigned() async throws {
        try await TLSServer.run { server in
            try await CurlTransport.run { transport in
                try await expectUntrusted(transport, "https://localhost:\(server.port)")
            }
        }
    }

    @Test("a certificate from the given file is trusted, for its own host name only")
    func caBundle() async throws {
        try await TLSServer.run { server in
            try await CurlTransport.run(CurlTransport.Configuration(caBundle: server.certificate)) { transport in
                let response = try await transport.get("https://localhost:\(server.port)")
                #expect(response.status == 200)
                try await expectUntrusted(transport, "https://127.0.0.1:\(server.port)")
            }
        }
    }

    @Test("a file of certificates that is of no use is an error at the start, in one line that names it")
    func badBundle() async throws {
        try await withTemporaryDirectory { directory in
            let files = [
                "/empty": "", "/text": "certificates", "/unended": "-----BEGIN CERTIFICATE-----\nMIIB\n",
                "/scrambled": "-----BEGIN CERTIFICATE-----\n!!!!\n-----END CERTIFICATE-----\n",
                "/key": "-----BEGIN PRIVATE KEY-----\nMIIB\n-----END PRIVATE KEY-----\n",
            ]
            for (name, text) in files {
                let path = directory + name
                try Data(text.utf8).write(to: URL(filePath: path))
                #expect(startError(path) == .caBundle(path: path, reason: "it holds no certificate in PEM form"))
            }
            #expect(startError(directory + "/none") == .caBundle(path: directory + "/none", reason: "no such file"))
            #expect(startError(directory) == .caBundle(path: directory, reason: "it cannot be read"))
        }
    }

    private func startError(_ path: String) -> CurlTransport.StartError? {
        do throws(CurlTransport.StartError) {
            _ = try CurlTransport(configuration: CurlTransport.Configuration(caBundle: path))
            return nil
        } catch {
            #expect("\(error)".hasPrefix("cannot use the certificates in \(path): "))
            return error
        }
    }

    private func expectUntrusted(_ transport: CurlTransport, _ url: String) async throws {
        let error = await #expect(throws: TransportError.self) { try await transport.get(url) }
        guard case .untrusted(let reason) = error else { throw Unexpected(error) }
        // It says what is wrong, beside the host.
        #expect(reason.contains("certificate") && reason.split(separator: " ").count > 2)
    }
}
