internal import SerialLane

/// HTTP/1.1 and, over TLS, HTTP/2 by libcurl. All transfers run on one thread of their own, over connections that are
/// kept open.
///
/// Certificates and host names are always verified. Redirects are not followed: they would send a key elsewhere.
/// Proxies are those of the environment (`http_proxy`, `https_proxy`, `no_proxy` …). No body is sent twice: libcurl
/// repeats a request on its own if a kept connection was closed, but it cannot read the body again.
package final class CurlTransport: Transport {
    private let inbox: RequestInbox
    private let lane: SerialLane<MultiHandle>

    /// Throws if the certificates cannot be read, or libcurl cannot start.
    package init(configuration: Configuration) throws(StartError) {
        if let path = configuration.caBundle { try CertificateFile.check(path) }
        guard let multi = MultiHandle(connections: configuration.connections) else { throw .libcurl }
        let inbox = RequestInbox(multi: multi)
        self.inbox = inbox
        // Only one message is posted, and handling it lasts until the inbox is closed.
        lane = SerialLane(name: "curl") { handles in
            for multi in handles { TransferLoop(multi: multi, inbox: inbox, configuration: configuration).run() }
        }
        lane.post(multi)
    }

    package func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        try request.validate()
        return try await inbox.send(request).get()
    }

    /// Ends all transfers; their callers get `closed`. Returns when all connections are closed. May be called again.
    package func close() async {
        inbox.close()
        await lane.close()
    }

    deinit {
        inbox.close()
    }
}

extension CurlTransport {
    /// Why a transport could not be created.
    package enum StartError: Error, Hashable, CustomStringConvertible {
        case caBundle(path: String, reason: String)
        /// No memory or no file descriptors are left.
        case libcurl

        package var description: String {
            switch self {
            case .caBundle(let path, let reason): "cannot use the certificates in \(path): \(reason)"
            case .libcurl: "libcurl cannot start: is the system out of memory or file descriptors?"
            }
        }
    }
}
