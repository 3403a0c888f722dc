import Foundation
import Testing

/// A server that answers whatever it is sent with the same words.
final class ParrotServer: Sendable {
    let port: Int
    private let listener: Int32

    init(saying words: String) throws {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && getsockname(listener, pointer, &length) == 0
            }
        }
        try #require(isBound && listen(listener, 8) == 0)
        port = Int(UInt16(bigEndian: address.sin_port))
        self.listener = listener
        Thread.detachNewThread {
            while case let guest = accept(listener, nil, nil), guest >= 0 {
                Thread.detachNewThread { Self.answer(guest, words) }
            }
            close(listener)
        }
    }

    private static func answer(_ guest: Int32, _ words: String) {
        var heard = [UInt8](repeating: 0, count: 4096)
        while read(guest, &heard, heard.count) > 0 {
            send(guest, words, words.utf8.count, Int32(MSG_NOSIGNAL))
        }
        close(guest)
    }

    deinit {
        // Ends the thread in accept(2).
        shutdown(listener, Int32(SHUT_RDWR))
    }
}
