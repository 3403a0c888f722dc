internal import CLibcurl

/// libcurl's multi handle: the connections, and the transfers that run on them.
///
/// `@unchecked`: other threads call only `wakeUp`, which libcurl allows; everything else runs on the loop's thread. The
/// handle is freed with its last reference, when nothing else can use it.
final class MultiHandle: @unchecked Sendable {
    private let pointer: UnsafeMutableRawPointer
    /// Evaluated once per process, before anything else of libcurl is used.
    private static let isLibraryReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Nil if there is no memory, or no file descriptor for wake-ups.
    init?(connections: Int) {
        guard Self.isLibraryReady, let pointer = curl_multi_init() else { return nil }
        self.pointer = pointer
        guard clibcurl_multi_set_long(pointer, CURLMOPT_MAXCONNECTS, connections) == CURLM_OK,
            curl_multi_wakeup(pointer) == CURLM_OK
        else { return nil }
    }

    /// Ends the current `poll`, or makes the next one return at once.
    func wakeUp() {
        curl_multi_wakeup(pointer)
    }

    func add(_ easy: EasyHandle) throws(CurlFailure) {
        guard curl_multi_add_handle(pointer, easy.pointer) == CURLM_OK else {
            throw CurlFailure(code: CURLE_FAILED_INIT)
        }
    }

    /// Ends the transfer. Its connection is kept if the response was read to the end.
    func remove(_ easy: EasyHandle) {
        curl_multi_remove_handle(pointer, easy.pointer)
    }

    /// Does what is possible without waiting. Returns false if the transfers cannot continue.
    func perform() -> Bool {
        var running: Int32 = 0
        return curl_multi_perform(pointer, &running) == CURLM_OK
    }

    /// Waits until libcurl has something to do, `wakeUp` is called, or the deadline passes. Returns false if that is
    /// impossible.
    func poll(until deadline: ContinuousClock.Instant?) -> Bool {
        let limit = deadline.map { ContinuousClock.now.duration(to: $0).wholeMilliseconds } ?? Int(Int32.max)
        return curl_multi_poll(pointer, nil, 0, Int32(limit), nil) == CURLM_OK
    }

    /// The next transfer that has ended, successfully or not; nil if there is none.
    func nextFinished() -> (easy: UnsafeMutableRawPointer, code: CURLcode)? {
        var left: Int32 = 0
        while let message = curl_multi_info_read(pointer, &left)?.pointee {
            if message.msg == CURLMSG_DONE { return (message.easy_handle, message.data.result) }
        }
        return nil
    }

    deinit {
        curl_multi_cleanup(pointer)
    }
}
