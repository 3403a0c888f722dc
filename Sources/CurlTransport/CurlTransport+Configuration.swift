extension CurlTransport {
    /// What is the same for all requests. Not checked, but for `caBundle`: the composition root gives sane values.
    package struct Configuration: Sendable {
        /// From the start of a request to an open connection, name lookup and TLS included.
        package let connectTimeout: Duration
        /// The largest body of an answer, in bytes.
        package let responseLimit: Int
        /// A PEM file of certificates to trust, in place of the system's own file. Where the system has a directory of
        /// certificates as well, as Debian has, those stay trusted.
        package let caBundle: String?
        package let userAgent: String
        /// As many requests run at once at most, each on a connection of its own unless HTTP/2 lets them share one, and
        /// as many connections are kept. Further requests wait, whatever their host: give each provider its own
        /// transport.
        package let connections: Int

        package init(
            connectTimeout: Duration = .seconds(5),
            responseLimit: Int = 16 << 20,
            caBundle: String? = nil,
            userAgent: String = "precis",
            connections: Int = 64
        ) {
            self.connectTimeout = connectTimeout
            self.responseLimit = responseLimit
            self.caBundle = caBundle
            self.userAgent = userAgent
            self.connections = connections
        }
    }
}
