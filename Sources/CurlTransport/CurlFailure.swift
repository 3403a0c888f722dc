internal import CLibcurl

/// libcurl refused a call or a transfer.
struct CurlFailure: Error {
    let code: CURLcode

    /// Throws unless the code is `CURLE_OK`.
    static func check(_ code: CURLcode) throws(CurlFailure) {
        guard code == CURLE_OK else { throw CurlFailure(code: code) }
    }
}
