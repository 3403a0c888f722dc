/// How long a client may take, and how much it may announce. The composition root passes sane values; none is checked.
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
    /// The average rate that a slow body must reach in the long run.
    package let bodyBytesPerSecond: Int
    /// After the last response on a connection, how long the client may take to read it and close.
    package let lingering: Duration

    /// The defaults suit slow mobile clients, and end a stalled request within a minute.
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
