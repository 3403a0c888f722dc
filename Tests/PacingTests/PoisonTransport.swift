import CurlTransport
import GroqSimulator
import Jobs
import Synchronization

/// The simulator of Groq, but for calls that hold a certain text: those fail as the kind says, in the time of the test.
final class PoisonTransport: Transport {
    /// How calls with the text fail.
    enum Kind: String, CaseIterable, Sendable {
        case serverFailure, forbiddenPage, notFoundPage, reset, hang, unreadable, emptyChoices, notANumber, eventStream
        case badCompression, invalidUTF8
    }

    static let poison = "POISON"
    /// In every text once.
    static let mark = "Report "

    private let inner: SimulatorTransport
    private let kind: Kind
    private let time: any TimeSource
    /// Texts in each call that held the poison, in their order.
    private let failed = Mutex<[Int]>([])
    /// What every call is answered with, while it is set.
    private let refusal = Mutex<TransportResponse?>(nil)

    init(_ settings: Settings, kind: Kind, time: any TimeSource) {
        inner = SimulatorTransport(settings, time: time)
        self.kind = kind
        self.time = time
    }

    var failedCalls: [Int] { failed.withLock { $0 } }
    var statistics: Statistics { inner.statistics }

    func refuse(with response: TransportResponse?) { refusal.withLock { $0 = response } }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        if let response = refusal.withLock({ $0 }) {
            do { try await time.sleep(until: time.now + .milliseconds(100)) } catch { throw .cancelled }
            return response
        }
        let body = String(decoding: request.body, as: UTF8.self)
        guard body.contains(Self.poison) else { return try await inner.send(request) }
        failed.withLock { $0.append(body.components(of: Self.mark)) }
        let delay = kind == .hang ? request.timeout : .milliseconds(300)
        do { try await time.sleep(until: time.now + delay) } catch { throw .cancelled }
        switch kind {
        case .hang: throw .timedOut(.answering)
        case .reset: throw .brokenOff
        case .badCompression: throw .malformed("the answer is not the gzip that it says it is")
        default: return reply
        }
    }

    private var reply: TransportResponse {
        switch kind {
        case .serverFailure: Self.response(500, #"{"error":{"message":"Internal error","type":"server_error"}}"#)
        case .forbiddenPage: Self.response(403, "<!DOCTYPE html><html><h1>Sorry, you have been blocked</h1></html>")
        case .notFoundPage: Self.response(404, "<html><head><title>404 Not Found</title></head></html>")
        case .emptyChoices: Self.response(200, #"{"id":"1","object":"chat.completion","choices":[]}"#)
        case .notANumber: Self.response(200, #"{"choices":[{"index":0,"logprobs":NaN,"message":NaN}]}"#)
        case .eventStream: Self.response(200, "event: ping\ndata: {\"type\":\"ping\"}\n\n")
        case .invalidUTF8:
            TransportResponse(status: 200, headers: TransportHeaders([]), body: [0xFF, 0xFE, 0x80, 0x7B, 0xC0])
        default: Self.response(200, "upstream connect error or disconnect/reset before headers")
        }
    }

    private static func response(_ status: Int, _ body: String) -> TransportResponse {
        TransportResponse(status: status, headers: TransportHeaders([]), body: Array(body.utf8))
    }
}

extension String {
    fileprivate func components(of mark: String) -> Int { ranges(of: mark).count }
}
