import NIOHTTP1
import Testing

@testable import HTTPAPI

@Suite struct RequestTargetTests {
    /// What handlers see: the host, if there is one, and the path.
    private func seen(_ target: String, _ hosts: [String], version: HTTPVersion = .http1_1) -> (String?, String) {
        var headers = HTTPHeaders(hosts.map { ("Host", $0) })
        headers.add(name: "X-Host", value: "other")
        var head = HTTPRequestHead(version: version, method: .GET, uri: target, headers: headers)
        if !RequestTarget.isNormal(head) { RequestTarget.normalize(&head) }
        #expect(head.headers["Host"].count <= 1)
        return (head.headers["Host"].first, head.uri)
    }

    @Test(
        "one valid Host beside a path is the host",
        arguments: [
            "localhost", "localhost:8000", "LOCALHOST", "127.0.0.1:80", "[::1]", "[::1]:8000", "[fe80::1%25eth0]",
            "a-b.example.", "xn--bcher-kva.example", "caf%C3%A9.example", "localhost:", "under_score", "a,b",
        ])
    func valid(host: String) {
        guard !host.contains("%25") else { return #expect(seen("/x", [host]).0 == nil, "zones are not for the wire") }
        for target in ["/", "/x?y=http://z/", "//x", "*"] {
            let (authority, path) = seen(target, [host])
            #expect(authority == host && path == target)
        }
    }

    @Test(
        "no Host, two of them, or one that cannot be a host is none",
        arguments: [
            [], ["localhost", "localhost"], ["localhost", "evil.example"], [""], [":8000"], ["a b"], ["localhost:80a"],
            ["localhost:-1"], ["user@localhost"], ["::1"], ["[::1"], ["[::1].evil.example"], ["[]"], ["[localhost]"],
            ["localhost/"], ["localhost:80:80"], ["http://localhost"], ["caf\u{E9}.example"], ["a%"], ["a%4"], ["a%4x"],
            ["a\"b"], ["<a>"], ["localhost\t"], ["localhost, localhost:80"], ["a\\b"],
        ] as [[String]])
    func invalid(hosts: [String]) {
        #expect(seen("/", hosts).0 == nil)
        #expect(seen("http://localhost/", hosts).0 == nil, "a target does not make up for it")
    }

    @Test(
        "the host of a whole URL counts, whatever Host says",
        arguments: [
            ("http://localhost/x", "localhost", "/x"), ("HTTP://LocalHost:80/x?y", "LocalHost:80", "/x?y"),
            ("https://evil.example/x", "evil.example", "/x"), ("http://[::1]:8000", "[::1]:8000", "/"),
            ("http://localhost?x=1/2", "localhost", "/?x=1/2"), ("http://evil.example//a", "evil.example", "//a"),
        ])
    func absolute(target: String, host: String, path: String) {
        for field in ["localhost", "evil.example", host] {
            let (authority, rest) = seen(target, [field])
            #expect(authority == host && rest == path)
        }
        let (authority, rest) = seen(target, [], version: .http1_0)
        #expect(authority == host && rest == path, "HTTP/1.0 has no Host")
    }

    @Test(
        "a target that is neither a path nor a URL of ours has no host",
        arguments: [
            "ftp://localhost/", "http:/localhost/", "http://", "http:///x", "http://user@localhost/", "localhost",
            "http://localhost:x/", "http://a b/", "urn:x", "", "x", "**",
        ])
    func strange(target: String) {
        #expect(seen(target, ["localhost"]).0 == nil)
    }
}
