import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import HTTPAPI

@Suite struct HostAndOriginRulesTests {
    private let rules = HostAndOriginRules(allowedHosts: ["Papers.Example", "10.0.0.7"])

    private func check(
        _ method: HTTPRequest.Method, host: String?, origin: String? = nil, site: String? = nil
    ) -> Problem.Kind? {
        var head = HTTPRequest(method: method, scheme: "http", authority: host, path: "/analyze")
        head.headerFields[.origin] = origin
        head.headerFields[.secFetchSite] = site
        do {
            try rules.check(Request(head: head, body: RequestBody(buffer: ByteBuffer())))
            return nil
        } catch {
            return Problem(error).kind
        }
    }

    @Test(
        "the names of loopback and those allowed are ours, with any port and in any case",
        arguments: [
            "localhost", "localhost:8000", "LocalHost:1", "127.0.0.1", "127.0.0.1:8000", "[::1]", "[::1]:8000",
            "papers.example", "PAPERS.example:443", "10.0.0.7:80",
        ])
    func ownHost(host: String) {
        #expect(check(.get, host: host) == nil)
        #expect(check(.post, host: host) == nil)
    }

    @Test(
        "every other name is foreign, whatever it resembles",
        arguments: [
            "", ":8000", "evil.example", "localhost.evil.example", "evil.example:8000", "127.0.0.1.evil.example",
            "127.0.0.2", "[::2]:8000", "::1", "localhost.", "papers.example.evil", "xpapers.example", "0.0.0.0:8000",
            "user@localhost", "[::1", "[::1].evil.example",
        ])
    func foreignHost(host: String) {
        #expect(check(.get, host: host) == .foreignHost)
        #expect(check(.post, host: host) == .foreignHost)
    }

    @Test("a request without a host is malformed")
    func noHost() {
        #expect(check(.get, host: nil) == .invalidRequest)
        #expect(check(.post, host: nil) == .invalidRequest)
    }

    @Test(
        "a page of our own may change something",
        arguments: [
            ("localhost:8000", "http://localhost:8000"), ("localhost:8000", "https://localhost:8000"),
            ("LOCALHOST:8000", "http://localhost:8000"), ("localhost:8000", "HTTP://LocalHost:8000"),
            ("papers.example", "https://papers.example"), ("[::1]:8000", "http://[::1]:8000"),
        ])
    func ownOrigin(host: String, origin: String) {
        #expect(check(.post, host: host, origin: origin) == nil)
    }

    private static let foreignOrigins = [
        "http://evil.example", "null", "", "http://localhost", "http://localhost:8001", "http://127.0.0.1:8000",
        "http://localhost:8000.evil.example", "ftp://localhost:8000", "localhost:8000", "http://localhost:8000/",
    ]

    @Test("a page of another origin may not, by any method that changes something", arguments: foreignOrigins)
    func foreignOrigin(origin: String) {
        for method in [HTTPRequest.Method.post, .put, .patch, .delete] {
            #expect(check(method, host: "localhost:8000", origin: origin) == .foreignOrigin)
        }
        for method in [HTTPRequest.Method.get, .head, .options] {
            #expect(check(method, host: "localhost:8000", origin: origin) == nil)
        }
    }

    @Test(
        "what the browser says about the site counts without an origin too",
        arguments: [
            ("cross-site", true), ("Cross-Site", true), ("same-site", false), ("same-origin", false), ("none", false),
        ])
    func fetchSite(site: String, isForeign: Bool) {
        #expect(check(.post, host: "localhost", site: site) == (isForeign ? .foreignOrigin : nil))
        #expect(check(.get, host: "localhost", site: site) == nil)
        let own = check(.post, host: "localhost", origin: "http://localhost", site: site)
        #expect(own == (isForeign ? .foreignOrigin : nil))
    }

    @Test("a script that sends neither may do everything")
    func script() {
        for method in [HTTPRequest.Method.get, .post, .delete] { #expect(check(method, host: "127.0.0.1:8000") == nil) }
    }
}
