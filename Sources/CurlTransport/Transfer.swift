internal import CLibcurl

/// One request in progress, from its start to its response. Only for the loop's thread.
final class Transfer {
    let number: Int
    let easy: EasyHandle
    private let authority: String
    private var requestHeaders = HeaderList()
    private let requestBody: [UInt8]
    /// Bytes of the request's body that libcurl has read.
    private var sent = 0
    /// How many more bytes of headers are allowed.
    private var headerRoom = 64 << 10
    /// Whether the empty line after the headers has arrived.
    private var isHeadComplete = false
    private var body: ReceivedBody
    private var isTooLarge = false
    /// Whether the response has a content coding that libcurl does not decode, so that its body is passed on as it is.
    private var isRaw = false

    init(_ order: RequestInbox.Order, easy: EasyHandle, responseLimit: Int) {
        number = order.number
        self.easy = easy
        authority = String(order.request.authority)
        requestBody = order.request.body
        body = ReceivedBody(limit: responseLimit)
    }

    /// The transfer that an easy handle was prepared for. It must still exist.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var pointer: UnsafeMutableRawPointer?
        clibcurl_get_pointer(easy, CURLINFO_PRIVATE, &pointer)
        return pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes the easy handle ready to run. From here to `easy.reset`, the handle refers to this transfer.
    func prepare(_ order: RequestInbox.Order, _ configuration: CurlTransport.Configuration) throws(CurlFailure) {
        try easy.keepErrorMessage()
        try easy.set(CURLOPT_URL, order.request.url)
        try easy.set(CURLOPT_PROTOCOLS_STR, "http,https")
        try easy.set(CURLOPT_USERAGENT, configuration.userAgent)
        try easy.set(CURLOPT_TIMEOUT_MS, ContinuousClock.now.duration(to: order.deadline).wholeMilliseconds)
        try easy.set(CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.wholeMilliseconds)
        try easy.set(CURLOPT_SSL_VERIFYPEER, 1)
        try easy.set(CURLOPT_SSL_VERIFYHOST, 2)
        if let file = configuration.caBundle { try easy.set(CURLOPT_CAINFO, file) }
        try easy.set(CURLOPT_NOSIGNAL, 1)
        try easy.set(CURLOPT_TCP_KEEPALIVE, 1)
        // A name server that does not answer would block all transfers: without this, libcurl waits for it even after
        // the timeout, or when the transfer is removed.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        try prepareRequest(order.request)
        try prepareAnswer()
    }

    private func prepareRequest(_ request: TransportRequest) throws(CurlFailure) {
        if request.method == .post {
            try easy.set(CURLOPT_POST, 1)
            try easy.set(large: CURLOPT_POSTFIELDSIZE_LARGE, requestBody.count)
            // Not POSTFIELDS: libcurl would send those again on its own if a kept connection is closed without a
            // response, and the call might be made and paid for twice. What it has read through this callback, it
            // cannot read again.
            try easy.set(CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
            try easy.set(CURLOPT_READFUNCTION) { room, size, count, context in
                guard let room, let context else { return 0 }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.giveBody(UnsafeMutableRawBufferPointer(start: room, count: size * count))
            }
        }
        // Removes what libcurl adds on its own: `Expect`, which costs a round trip, and the content type of a form.
        try requestHeaders.append("Expect:")
        try requestHeaders.append("Content-Type:")
        // Compression is not requested, but it is decoded if the server uses it anyway.
        try easy.set(CURLOPT_ACCEPT_ENCODING, "")
        try requestHeaders.append("Accept-Encoding:")
        for (name, value) in request.headers {
            // libcurl writes an empty value for this form. With a colon, it would remove the header.
            try requestHeaders.append(value.isEmpty ? "\(name);" : "\(name): \(value)")
        }
        try easy.set(CURLOPT_HTTPHEADER, requestHeaders.first)
    }

    private func prepareAnswer() throws(CurlFailure) {
        let own = Unmanaged.passUnretained(self).toOpaque()
        try easy.set(CURLOPT_PRIVATE, own)
        try easy.set(CURLOPT_WRITEDATA, own)
        try easy.set(CURLOPT_WRITEFUNCTION) { bytes, size, count, transfer in
            Transfer.take(bytes, size * count, transfer) { $0.takeBody($1) }
        }
        try easy.set(CURLOPT_HEADERDATA, own)
        try easy.set(CURLOPT_HEADERFUNCTION) { bytes, size, count, transfer in
            Transfer.take(bytes, size * count, transfer) { $0.takeHeader($1) }
        }
    }

    /// The response, or why there is none.
    func result(_ code: CURLcode) -> RequestInbox.Answer {
        if isTooLarge { return .failure(.tooLarge) }
        let coding = easy.headers.filter { $0.name.lowercased() == "content-encoding" }.map(\.value)
        // Some servers put names such as `utf-8` into this header, although the body is plain.
        let isUnreadable = isRaw && body.bytes.first.map { !(0x20..<0x7F).contains($0) } ?? false
        if code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR || isUnreadable {
            // An error status alone says why there is no usable response.
            guard 200..<300 ~= easy.status else {
                return .success(TransportResponse(status: easy.status, headers: TransportHeaders(easy.headers)))
            }
            return .failure(.undecodable(coding.joined(separator: ", ")))
        }
        guard code == CURLE_OK else {
            return .failure(TransportError(CurlFailure(code: code), authority: authority, easy: easy))
        }
        // libcurl reports success for a connection that is closed in the middle of the head.
        guard isHeadComplete, easy.status >= 200 else { return .failure(.brokenOff) }
        return .success(
            TransportResponse(status: easy.status, headers: TransportHeaders(easy.headers), body: body.bytes))
    }

    /// Called by libcurl. Any other return value than the number of bytes received ends the transfer.
    private static func take(
        _ bytes: UnsafeMutablePointer<CChar>?, _ count: Int, _ context: UnsafeMutableRawPointer?,
        _ body: (Transfer, UnsafeRawBufferPointer) -> Bool
    ) -> Int {
        guard let context else { return Int(CURL_WRITEFUNC_ERROR) }
        let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
        if body(transfer, UnsafeRawBufferPointer(start: bytes, count: count)) { return count }
        transfer.isTooLarge = true
        return Int(CURL_WRITEFUNC_ERROR)
    }

    /// Copies the next bytes of the request's body, and returns their number.
    private func giveBody(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let bytes = requestBody[sent...].prefix(room.count)
        room.copyBytes(from: bytes)
        sent += bytes.count
        return bytes.count
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        body.append(bytes)
    }

    /// Takes one header line, of interim responses too. libcurl stores the headers; here they are counted, and the
    /// content coding is checked.
    private func takeHeader(_ line: UnsafeRawBufferPointer) -> Bool {
        if line.starts(with: "HTTP/".utf8) { isHeadComplete = false }
        if let coding = Self.value(of: "content-encoding:", in: line), !Self.canDecode(coding) {
            isRaw = true
            // Setting a number cannot fail.
            try? easy.set(CURLOPT_HTTP_CONTENT_DECODING, 0)
        }
        if line.elementsEqual("\r\n".utf8) || line.elementsEqual("\n".utf8) { isHeadComplete = true }
        headerRoom -= line.count
        return headerRoom >= 0
    }

    private static func value(of name: String, in line: UnsafeRawBufferPointer) -> String? {
        guard line.count < 1024 else { return nil }
        let line = String(decoding: line, as: UTF8.self).lowercased()
        return line.hasPrefix(name) ? String(line.dropFirst(name.count)) : nil
    }

    /// The codings that Debian's libcurl decodes. A libcurl that was built without one of them ends the transfer.
    private static func canDecode(_ codings: String) -> Bool {
        codings.split { $0 == "," || $0.isWhitespace }
            .allSatisfy { ["identity", "none", "gzip", "x-gzip", "deflate", "br", "zstd"].contains($0) }
    }
}
