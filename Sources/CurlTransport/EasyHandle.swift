internal import CLibcurl

/// libcurl's easy handle: the settings and the state of one transfer at a time.
final class EasyHandle {
    let pointer: UnsafeMutableRawPointer
    /// Where libcurl writes its error message.
    private let message = UnsafeMutablePointer<CChar>.allocate(capacity: Int(CURL_ERROR_SIZE))

    init() throws(CurlFailure) {
        guard let pointer = curl_easy_init() else { throw CurlFailure(code: CURLE_FAILED_INIT) }
        self.pointer = pointer
    }

    /// Clears all settings, so that libcurl no longer uses anything they refer to.
    func reset() {
        curl_easy_reset(pointer)
    }

    /// From here on, an error leaves libcurl's message in `errorMessage`.
    func keepErrorMessage() throws(CurlFailure) {
        message.pointee = 0
        try set(CURLOPT_ERRORBUFFER, message)
    }

    /// May name the host and quote its certificate. Contains no control characters.
    var errorMessage: String {
        var text = String(cString: message).unicodeScalars
        text.removeAll { $0.properties.generalCategory == .control }
        return String(text)
    }

    func set(_ option: CURLoption, _ value: Int) throws(CurlFailure) {
        try CurlFailure.check(clibcurl_set_long(pointer, option, value))
    }

    /// For the options whose names end in `_LARGE`.
    func set(large option: CURLoption, _ value: Int) throws(CurlFailure) {
        try CurlFailure.check(clibcurl_set_offset(pointer, option, curl_off_t(value)))
    }

    /// libcurl copies the value.
    func set(_ option: CURLoption, _ value: String) throws(CurlFailure) {
        try CurlFailure.check(clibcurl_set_string(pointer, option, value))
    }

    /// The memory that `value` points to must stay valid until `reset`.
    func set(_ option: CURLoption, _ value: UnsafeRawPointer?) throws(CurlFailure) {
        try CurlFailure.check(clibcurl_set_pointer(pointer, option, value))
    }

    /// Read callbacks have the same type.
    func set(_ option: CURLoption, _ value: @escaping curl_write_callback) throws(CurlFailure) {
        try CurlFailure.check(clibcurl_set_callback(pointer, option, value))
    }

    /// The status of the last response; 0 without one.
    var status: Int {
        var value = 0
        clibcurl_get_long(pointer, CURLINFO_RESPONSE_CODE, &value)
        return value
    }

    /// Whether there was a connection, and the request began to be sent.
    var hasSent: Bool {
        var microseconds: curl_off_t = 0
        clibcurl_get_offset(pointer, CURLINFO_PRETRANSFER_TIME_T, &microseconds)
        return microseconds > 0
    }

    /// The system error of the last attempt to connect; 0 if there was none.
    var systemError: Int32 {
        var value = 0
        clibcurl_get_long(pointer, CURLINFO_OS_ERRNO, &value)
        return Int32(truncatingIfNeeded: value)
    }

    /// The header fields of the last response, without those of a proxy and without trailers.
    var headers: [(name: String, value: String)] {
        var fields: [(name: String, value: String)] = []
        var next: UnsafeMutablePointer<curl_header>?
        while let field = curl_easy_nextheader(pointer, UInt32(CURLH_HEADER), -1, next) {
            fields.append((String(cString: field.pointee.name), String(cString: field.pointee.value)))
            next = field
        }
        return fields
    }

    deinit {
        curl_easy_cleanup(pointer)
        message.deallocate()
    }
}
