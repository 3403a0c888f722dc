import Foundation
import Synchronization

/// One connection to a scripted server, as its script sees it.
final class Peer: Sendable {
    private struct State {
        var descriptor: Int32?
        /// Read, but not asked for yet.
        var pending: [UInt8] = []
    }

    private let state: Mutex<State>
    private let descriptor: Int32

    /// Nil when there is no such descriptor.
    init?(_ descriptor: Int32) {
        guard descriptor >= 0 else { return nil }
        self.descriptor = descriptor
        state = Mutex(State(descriptor: descriptor))
    }

    /// The next request, whole; nil when the client is gone.
    func nextRequest() -> ReceivedRequest? {
        guard let head = read(upTo: "\r\n\r\n") else { return nil }
        var request = ReceivedRequest(head: String(decoding: head, as: UTF8.self))
        guard let body = read(count: request.length) else { return nil }
        request.body = body
        return request
    }

    /// Returns when the client has closed its side; whatever it sends before is dropped.
    func waitForEnd() {
        while receive() != nil {}
    }

    func write(_ text: String) {
        write(Array(text.utf8))
    }

    /// Writes all, unless the client is gone.
    func write(_ bytes: [UInt8]) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            rest = rest.dropFirst(count)
        }
    }

    /// A whole answer that leaves the connection open.
    func reply(_ body: String = "", status: Int = 200, headers: [String] = []) {
        let lines = (["HTTP/1.1 \(status) Text", "Content-Length: \(body.utf8.count)"] + headers).map { $0 + "\r\n" }
        write(lines.joined() + "\r\n" + body)
    }

    /// Ends what blocks, without closing; both sides see the end.
    func cut() {
        state.withLock { state in
            if let descriptor = state.descriptor { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Closes with RST instead of FIN, as a crashed machine would answer.
    func reset() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout.size(ofValue: linger)))
        close()
    }

    /// Once; a second time does nothing.
    func close() {
        state.withLock { state in
            if let descriptor = state.descriptor { _ = Glibc.close(descriptor) }
            state.descriptor = nil
        }
    }

    private func read(upTo end: String) -> [UInt8]? {
        let end = Array(end.utf8)
        return read { bytes in bytes.firstRange(of: end).map { $0.upperBound } }
    }

    private func read(count: Int) -> [UInt8]? {
        read { bytes in bytes.count >= count ? count : nil }
    }

    private func read(_ length: ([UInt8]) -> Int?) -> [UInt8]? {
        while true {
            let found = state.withLock { state -> [UInt8]? in
                guard let length = length(state.pending) else { return nil }
                defer { state.pending.removeFirst(length) }
                return Array(state.pending.prefix(length))
            }
            if let found { return found }
            guard let more = receive() else { return nil }
            state.withLock { $0.pending += more }
        }
    }

    private func receive() -> [UInt8]? {
        var buffer = [UInt8](repeating: 0, count: 64 << 10)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? Array(buffer.prefix(count)) : nil
    }
}
