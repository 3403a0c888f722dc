internal import CLibcurl

/// The header lines of a request, as libcurl's own list.
struct HeaderList: ~Copyable {
    /// Nil while the list is empty.
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    mutating func append(_ line: String) throws(CurlFailure) {
        guard let longer = curl_slist_append(first, line) else { throw CurlFailure(code: CURLE_OUT_OF_MEMORY) }
        first = longer
    }

    deinit {
        curl_slist_free_all(first)
    }
}
