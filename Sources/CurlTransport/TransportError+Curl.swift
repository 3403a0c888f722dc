internal import CLibcurl
import Foundation

extension TransportError {
    /// - Parameters:
    ///   - authority: the host that was called.
    ///   - easy: the handle of the failed transfer, not yet reset.
    init(_ failure: CurlFailure, authority: String = "", easy: EasyHandle? = nil) {
        let code = failure.code
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT, CURLE_PROXY,
            CURLE_SSL_CONNECT_ERROR:
            // Not libcurl's message: it may quote a proxy's address, which may contain a password.
            let reasons = [code.text, easy.flatMap(\.systemReason)].compactMap(\.self)
            self = .unreachable("\(authority): \(reasons.joined(separator: ": "))")
        case CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_CERTPROBLEM:
            self = .untrusted("\(authority): \(easy?.errorMessage ?? code.text)")
        case CURLE_OPERATION_TIMEDOUT:
            self = .timedOut(easy?.hasSent == true ? .answering : .connecting)
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT:
            self = .malformed("the URL is not valid")
        case CURLE_UNSUPPORTED_PROTOCOL, CURLE_WEIRD_SERVER_REPLY:
            self = .malformed("the answer is not HTTP")
        case CURLE_OUT_OF_MEMORY:
            // libcurl reports this for a header line that is too long.
            self = .tooLarge
        default:
            // Cut off, reset, empty or short. About other codes, nothing more specific is known.
            self = .brokenOff
        }
    }
}

extension CURLcode {
    /// libcurl's own text, which contains nothing of the request.
    fileprivate var text: String { String(cString: curl_easy_strerror(self)) }
}

extension EasyHandle {
    fileprivate var systemReason: String? {
        systemError == 0 ? nil : String(cString: strerror(systemError))
    }
}
