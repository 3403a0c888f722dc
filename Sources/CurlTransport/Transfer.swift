internal import CLibcurl

/// One request under way, from its start to its answer. On the loop's thread only.
final class Transfer {
    let number: Int
    let easy: EasyHandle
    private let authority: String
    private var requestHeaders = HeaderList()
    private let requestBody: [UInt8]
    /// Bytes of it that libcurl has taken.
    private var sent = 0
    /// Bytes of headers that may still come.
    private var headerRoom = 64 << 10
    /// The empty line after the headers has come.
    private var isHeadComplete = false
    private var body: ReceivedBody
    private var isTooLarge = false
    /// The answer's content coding is not one that libcurl undoes, so its body comes as it is.
    private var isRaw = false

    init(_ order: RequestInbox.Order, easy: EasyHandle, responseLimit: Int) {
        number = order.number
        self.easy = easy
        authority = String(order.request.authority)
        requestBody = order.request.body
        body = ReceivedBody(limit: responseLimit)
    }

    /// The transfer an easy handle was prepared for, which must still be there.
    static func of(_ easy: UnsafeMutableRawPointer) -> Transfer? {
        var pointer: UnsafeMutableRawPointer?
        clibcurl_get_pointer(easy, CURLINFO_PRIVATE, &pointer)
        return pointer.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Makes the easy handle ready to run. From here to `easy.reset` it refers to this transfer.
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
        // A name server that does not answer would hold up all transfers: without this, libcurl waits for it even when
        // the time is over or the transfer is removed.
        try easy.set(CURLOPT_QUICK_EXIT, 1)
        try prepareRequest(order.request)
        try prepareAnswer()
    }

    private func prepareRequest(_ request: TransportRequest) throws(CurlFailure) {
        if request.method == .post {
            try easy.set(CURLOPT_POST, 1)
            try easy.set(large: CURLOPT_POSTFIELDSIZE_LARGE, requestBody.count)
            // Not POSTFIELDS: libcurl would send those again by itself when a kept connection is closed without an
            // answer, and the call might be made and paid twice. What it has read from here it cannot have again.
            try easy.set(CURLOPT_READDATA, Unmanaged.passUnretained(self).toOpaque())
            try easy.set(CURLOPT_READFUNCTION) { room, size, count, context in
                guard let room, let context else { return 0 }
                let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
                return transfer.giveBody(UnsafeMutableRawBufferPointer(start: room, count: size * count))
            }
        }
        // What libcurl would send by itself: a question that costs a round trip, and the content type of a form.
        try requestHeaders.append("Expect:")
        try requestHeaders.append("Content-Type:")
        // Compression is not asked for, and undone where it comes all the same.
        try easy.set(CURLOPT_ACCEPT_ENCODING, "")
        try requestHeaders.append("Accept-Encoding:")
        for (name, value) in request.headers {
            // An empty value is written so; with a colon it would take the header away.
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

    /// The answer, or why there is none.
    func result(_ code: CURLcode) -> RequestInbox.Answer {
        if isTooLarge { return .failure(.tooLarge) }
        let coding = easy.headers.filter { $0.name.lowercased() == "content-encoding" }.map(\.value)
        // Names such as `utf-8` are seen in this header, on bodies that are plain.
        let isUnreadable = isRaw && body.bytes.first.map { !(0x20..<0x7F).contains($0) } ?? false
        if code == CURLE_BAD_CONTENT_ENCODING || code == CURLE_WRITE_ERROR || isUnreadable {
            // The status alone says why there is no answer of a model.
            guard 200..<300 ~= easy.status else {
                return .success(TransportResponse(status: easy.status, headers: TransportHeaders(easy.headers)))
            }
            return .failure(.undecodable(coding.joined(separator: ", ")))
        }
        guard code == CURLE_OK else {
            return .failure(TransportError(CurlFailure(code: code), authority: authority, easy: easy))
        }
        // A connection that is closed in the middle of the head is a success to libcurl.
        guard isHeadComplete, easy.status >= 200 else { return .failure(.brokenOff) }
        return .success(
            TransportResponse(status: easy.status, headers: TransportHeaders(easy.headers), body: body.bytes))
    }

    /// Called by libcurl. Anything but the number of bytes that came ends the transfer.
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

    /// The next bytes of the request's body; how many they are.
    private func giveBody(_ room: UnsafeMutableRawBufferPointer) -> Int {
        let bytes = requestBody[sent...].prefix(room.count)
        room.copyBytes(from: bytes)
        sent += bytes.count
        return bytes.count
    }

    private func takeBody(_ bytes: UnsafeRawBufferPointer) -> Bool {
        body.append(bytes)
    }

    /// One line, of interim answers too. libcurl keeps the headers; here they are only counted.
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

    /// Those that Debian's libcurl undoes; one that is built without some of them ends the transfer.
    private static func canDecode(_ codings: String) -> Bool {
        codings.split { $0 == "," || $0.isWhitespace }
            .allSatisfy { ["identity", "none", "gzip", "x-gzip", "deflate", "br", "zstd"].contains($0) }
    }
}
