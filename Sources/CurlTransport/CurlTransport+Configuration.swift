extension CurlTransport {
    /// The settings that all requests share. Only `caBundle` is checked: the composition root passes sane values.
    package struct Configuration: Sendable {
        /// From the start of a request to an open connection, including name look-up and TLS.
        package let connectTimeout: Duration
        /// The largest body of a response, in bytes.
        package let responseLimit: Int
        /// A PEM file of certificates to trust instead of the system's own file. If the system also has a directory of
        /// certificates, as Debian has, those stay trusted.
        package let caBundle: String?
        package let userAgent: String
        /// Maximum number of requests at once, and of connections that are kept. Each request has a connection of its
        /// own, unless HTTP/2 lets several share one. Further requests wait, whatever their host: give each provider
        /// its own transport.
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
