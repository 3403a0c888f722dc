import Foundation

/// One connection of the fake provider, on a thread of its own: every call blocks.
struct RawConnection {
    struct Request {
        var method = ""
        var path = ""
        var body: [UInt8] = []
    }

    private let guest: Int32
    private var heard: [UInt8] = []

    init(_ guest: Int32) { self.guest = guest }

    /// The next request with its whole body; nil when there is none any more.
    mutating func readRequest() -> Request? {
        let blank = Array("\r\n\r\n".utf8)
        while true {
            if let end = heard.firstRange(of: blank) {
                let lines = String(decoding: heard[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
                heard.removeFirst(end.upperBound)
                return readBody(after: lines)
            }
            guard readMore() else { return nil }
        }
    }

    /// Sends a reply; false when the connection is over then.
    mutating func play(_ reply: RawReply) -> Bool {
        for step in reply.steps {
            switch step {
            case .bytes(let bytes): guard write(bytes) else { return false }
            case .pause(let milliseconds): pause(milliseconds)
            case .close: return false
            case .reset:
                var now = linger(l_onoff: 1, l_linger: 0)
                setsockopt(guest, SOL_SOCKET, SO_LINGER, &now, socklen_t(MemoryLayout<linger>.size))
                return false
            case .hang:
                while readMore() {}
                return false
            }
        }
        return true
    }

    private mutating func readBody(after lines: [String]) -> Request? {
        let words = (lines.first ?? "").split(separator: " ").map(String.init)
        guard words.count == 3 else { return nil }
        func field(_ name: String) -> String? {
            lines.first { $0.lowercased().hasPrefix(name + ":") }?.dropFirst(name.count + 1)
                .trimmingCharacters(in: .whitespaces)
        }
        if field("expect") != nil, !write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8)) { return nil }
        let length = field("content-length").flatMap(Int.init) ?? 0
        while heard.count < length { guard readMore() else { return nil } }
        defer { heard.removeFirst(length) }
        return Request(method: words[0], path: words[1], body: Array(heard[..<length]))
    }

    private mutating func readMore() -> Bool {
        var bytes = [UInt8](repeating: 0, count: 65_536)
        let count = read(guest, &bytes, bytes.count)
        guard count > 0 else { return false }
        heard += bytes[..<count]
        return true
    }

    private func write(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(guest, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return false }
            rest = rest.dropFirst(count)
        }
        return true
    }

    /// The pause is what the caller sees of this provider: nothing else could end it but the caller's going.
    private func pause(_ milliseconds: Int) {
        // POLLRDHUP, which Swift does not see.
        var gone = pollfd(fd: guest, events: 0x2000, revents: 0)
        poll(&gone, 1, Int32(milliseconds))
    }
}
