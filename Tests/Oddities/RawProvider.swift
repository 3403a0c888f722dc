import Foundation
import TestSupport
import Testing

/// A provider on loopback that answers with any bytes, at any pace. It has threads of its own, one for each connection.
final class RawProvider: Sendable {
    /// What it says: to a call, or nil for a good answer; to a request for the list of models likewise.
    struct Script: Sendable {
        var call: @Sendable (ProviderCall, _ number: Int) -> RawReply?
        var models: RawReply?
    }

    /// What came.
    struct Record: Sendable {
        /// Calls for an analysis, as they came.
        var calls: [ProviderCall] = []
        /// Requests that are none: what a server never should send.
        var unreadable: [String] = []

        var marked: Int { calls.count { $0.isMarked } }
    }

    let port: Int
    let record = Watched(Record())
    private let listener: Int32
    private let script: Watched<Script>
    /// What a good list of models holds.
    private let model: String
    private let guests = Watched<Set<Int32>>([])

    /// Listens at once.
    init(_ script: Script, model: String) throws {
        (listener, port) = try Self.listen()
        self.script = Watched(script)
        self.model = model
        Thread.detachNewThread { [self] in
            // Not to be inherited by servers that start meanwhile: then closing it would close nothing.
            while case let guest = accept(listener, nil, nil), guest >= 0 {
                _ = fcntl(guest, F_SETFD, FD_CLOEXEC)
                Thread.detachNewThread { self.serve(guest) }
            }
            close(listener)
        }
    }

    /// From now on everything is answered well.
    func heal() {
        script.change { $0 = Script(call: { _, _ in nil }, models: nil) }
    }

    /// Closes everything; to be called once.
    func end() {
        shutdown(listener, Int32(SHUT_RDWR))
        guests.change { guests in
            for guest in guests { shutdown(guest, Int32(SHUT_RDWR)) }
        }
    }

    private static func listen() throws -> (listener: Int32, port: Int) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { pointer in
                bind(listener, pointer, length) == 0 && getsockname(listener, pointer, &length) == 0
            }
        }
        try #require(isBound && Glibc.listen(listener, 64) == 0)
        return (listener, Int(UInt16(bigEndian: address.sin_port)))
    }

    private func serve(_ guest: Int32) {
        guests.change { _ = $0.insert(guest) }
        var connection = RawConnection(guest)
        while let request = connection.readRequest(), connection.play(reply(to: request)) {}
        guests.change { guests in
            guests.remove(guest)
            close(guest)
        }
    }

    private func reply(to request: RawConnection.Request) -> RawReply {
        if request.method == "GET" {
            return script.value.models
                ?? .http(200, #"{"object":"list","data":[{"id":"\#(model)","object":"model"}]}"#)
        }
        do {
            let call = try ProviderCall(path: request.path, body: request.body)
            let number = record.change { record in
                record.calls.append(call)
                return record.calls.count
            }
            return script.value.call(call, number) ?? call.goodReply
        } catch {
            record.change { $0.unreadable.append("\(request.method) \(request.path): \(error)") }
            return .http(400, #"{"error":{"message":"The fake provider cannot read this call."}}"#)
        }
    }
}
