/// How long a client may take, and how much it may announce. Not checked: the composition root gives sane values.
package struct ConnectionLimits: Sendable {
    /// A request body announced as larger gets no `100 Continue`. In bytes.
    package let maxBodyBytes: Int
    /// From the first byte of a request to the end of its head; for the first request from the opening of the
    /// connection.
    package let headTimeout: Duration
    /// How long a connection is kept open between two requests.
    package let idleTimeout: Duration
    /// From the end of the head to the end of the body, plus a second for every `bodyBytesPerSecond` received so far.
    package let bodyTimeout: Duration
    /// The pace a slow body has to keep up in the long run.
    package let bodyBytesPerSecond: Int
    /// After our last answer on a connection, how long the client may take to read it and close.
    package let lingering: Duration

    /// The defaults are generous to mobile clients and end a stalled request within the minute.
    package init(
        maxBodyBytes: Int,
        headTimeout: Duration = .seconds(10),
        idleTimeout: Duration = .seconds(60),
        bodyTimeout: Duration = .seconds(30),
        bodyBytesPerSecond: Int = 8192,
        lingering: Duration = .seconds(30)
    ) {
        self.maxBodyBytes = maxBodyBytes
        self.headTimeout = headTimeout
        self.idleTimeout = idleTimeout
        self.bodyTimeout = bodyTimeout
        self.bodyBytesPerSecond = bodyBytesPerSecond
        self.lingering = lingering
    }
}
