/// A server's complete response.
package struct TransportResponse: Sendable {
    package let status: Int
    package let headers: TransportHeaders
    /// Without leading white space: slow providers send blank lines until they have an answer.
    package let body: [UInt8]

    package init(status: Int, headers: TransportHeaders = TransportHeaders([]), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
