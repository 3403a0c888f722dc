import CurlTransport
import GroqSimulator
import Jobs
import Synchronization

/// The simulator of Groq in the same process, in the time of the test.
final class SimulatorTransport: Transport {
    private let simulator: Mutex<Simulator>
    private let time: any TimeSource
    private let transform: @Sendable (TransportResponse) -> TransportResponse

    /// - Parameter transform: changes what is answered, as a provider would that says less than Groq.
    init(
        _ settings: Settings, time: any TimeSource,
        transform: @escaping @Sendable (TransportResponse) -> TransportResponse = { $0 }
    ) {
        simulator = Mutex(Simulator(settings: settings))
        self.time = time
        self.transform = transform
    }

    var statistics: Statistics { simulator.withLock { $0.statistics } }

    private var now: Duration { .microseconds(time.now.microseconds) }

    func send(_ request: TransportRequest) async throws(TransportError) -> TransportResponse {
        guard request.method == .post else {
            return transform(
                TransportResponse(status: 200, body: Model.list(simulator.withLock { $0.settings.models })))
        }
        let tokenizer = simulator.withLock { $0.settings.tokenizer }
        let asked = Result { () throws(APIError) in try ChatRequest(body: request.body, tokenizer: tokenizer) }
        let call = simulator.withLock { $0.begin(asked, key: "any", at: now) }
        let reply = call.reply()
        var isThere = true
        do { try await time.sleep(until: time.now + reply.delay) } catch { isThere = false }
        simulator.withLock { $0.end(call, reply, delivered: isThere, at: now) }
        guard isThere else { throw .cancelled }
        guard reply.delivery == .whole else { throw .brokenOff }
        let headers = TransportHeaders(reply.headers.map { ($0.name, $0.value) })
        return transform(TransportResponse(status: reply.status, headers: headers, body: reply.body))
    }
}
