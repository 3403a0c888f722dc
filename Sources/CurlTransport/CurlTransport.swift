internal import SerialLane

/// HTTP/1.1 and, over TLS, HTTP/2 by libcurl: all transfers run on one thread of its own, over kept connections.
///
/// Certificates and host names are always verified. Redirects are not followed: they would carry a key elsewhere.
/// Proxies are those of the environment (`http_proxy`, `https_proxy`, `no_proxy` …). Nothing is sent
/// twice: libcurl by itself would repeat a request whose kept connection was closed, but it cannot have a body again.
package final class CurlTransport: Transport {
    private let inbox: RequestInbox
    private let lane: SerialLane<MultiHandle>

    /// Throws when the certificates cannot be read, or libcurl cannot start.
    package init(configuration: Configuration) throws(StartError) {
        if let path = configuration.caBundle { try CertificateFile.check(path) }
        guard let multi = MultiHandle(connections: configuration.connections) else { throw .libcurl }
        let inbox = RequestInbox(multi: multi)
        self.inbox = inbox
        // One message only, and its handling lasts until the inbox is closed.
        lane = SerialLane(name: "curl") { handles in
            for multi in handles { TransferLoop(multi: multi, inbox: inbox, configuration: configuration).run() }
        }
        lane.post(multi)
    }

    package func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        try request.validate()
        return try await inbox.send(request).get()
    }

    /// Ends all transfers, whose callers get `closed`, and returns when all connections are closed. Can be repeated.
    package func close() async {
        inbox.close()
        await lane.close()
    }

    deinit {
        inbox.close()
    }
}

extension CurlTransport {
    /// Why a transport could not be made.
    package enum StartError: Error, Hashable, CustomStringConvertible {
        case caBundle(path: String, reason: String)
        /// No memory or no file descriptors left for it.
        case libcurl

        package var description: String {
            switch self {
            case .caBundle(let path, let reason): "cannot use the certificates in \(path): \(reason)"
            case .libcurl: "libcurl cannot start: is the system out of memory or file descriptors?"
            }
        }
    }
}
