/// What a server answered, whole.
package struct TransportResponse: Sendable {
    package let status: Int
    package let headers: TransportHeaders
    /// Without white space at its start: slow providers send blank lines while they think.
    package let body: [UInt8]

    package init(status: Int, headers: TransportHeaders = TransportHeaders([]), body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
