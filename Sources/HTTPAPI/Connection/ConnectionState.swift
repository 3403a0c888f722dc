package import NIOCore

/// What one HTTP/1.1 connection is waiting for, and until when. Events in, decisions out: no clock, no input or output.
///
/// Requests may be pipelined, so several can be pending while another one still arrives; the responses are in order.
/// While an earlier response is pending the client has no deadline, since the server keeps the connection busy.
package struct ConnectionState: Sendable {
    /// What the caller has to do.
    package enum Action: Hashable, Sendable {
        case nothing
        /// Send the interim response of RFC 9110, section 15.2.1.
        case sendContinue
        /// Send a 408 and close.
        case timeOut
        /// Close without a response.
        case close
        /// Close our side, and give the client time to read the response (RFC 9112, section 9.6).
        case closeOutput
    }

    /// What the client is expected to do next.
    private enum Phase {
        /// Send its first byte.
        case opened(NIODeadline)
        /// Send another request, or nothing.
        case idle(since: NIODeadline)
        /// Send the rest of a head.
        case head(since: NIODeadline)
        /// Send the rest of a body.
        case body(since: NIODeadline, byteCount: Int)
        /// Read the last response and close.
        case closing(since: NIODeadline)
        /// Nothing: it has closed its side.
        case disconnected
    }

    private let limits: ConnectionLimits
    private var phase = Phase.idle(since: .distantPast)
    /// Requests whose head has arrived and whose response has not ended; the last of them may still be arriving.
    private var pendingRequests = 0
    /// Whether the response to the first of them has begun.
    private var isResponding = false
    /// Whether that response is the last one.
    private var closesAfterResponse = false
    /// Whether the arriving request waits for `100 Continue`.
    private var owesContinue = false
    /// Whether the arriving request announced a body beyond the limit.
    private var refusesBody = false
    /// Whether a part of a request arrived since the last read was complete.
    private var hasReadPart = false
    /// When reading from the socket stopped, because earlier data has not been consumed; nil while it is being read.
    private var heldSince: NIODeadline?

    /// A connection that is not open yet.
    package init(limits: ConnectionLimits) {
        self.limits = limits
    }

    /// Whether everything else the client sends is ignored.
    package var isClosing: Bool {
        if case .closing = phase { true } else { false }
    }

    /// Whether the client closed its side, or the connection broke.
    package var isDisconnected: Bool {
        if case .disconnected = phase { true } else { false }
    }

    /// The time by which the client must act; nil while it is the server's turn.
    package var deadline: NIODeadline? {
        switch phase {
        case .opened(let start): start + TimeAmount(limits.headTimeout)
        case .idle(let start): pendingRequests == 0 ? start + TimeAmount(limits.idleTimeout) : nil
        case .head(let start): pendingRequests == 0 && heldSince == nil ? start + TimeAmount(limits.headTimeout) : nil
        case .body(let start, let byteCount):
            pendingRequests <= 1 && heldSince == nil
                ? start + TimeAmount(limits.bodyTimeout) + .seconds(Int64(byteCount / limits.bodyBytesPerSecond)) : nil
        case .closing(let start): start + TimeAmount(limits.lingering)
        case .disconnected: nil
        }
    }

    /// The deadline has passed. The connection is closed after this, whatever the action.
    package func deadlinePassed() -> Action {
        switch phase {
        case .head: .timeOut
        case .body: pendingRequests == 1 && !isResponding ? .timeOut : .close
        case .opened, .idle, .closing, .disconnected: .close
        }
    }
}

// MARK: - Requests

extension ConnectionState {
    /// The connection is open: the time for the first head begins.
    package mutating func opened(at now: NIODeadline) {
        phase = .opened(now)
    }

    /// A request has begun. `announcedBytes` is its `Content-Length`, needed only if it expects `100 Continue`.
    package mutating func headReceived(at now: NIODeadline, expectsContinue: Bool, announcedBytes: Int?) {
        phase = .body(since: now, byteCount: 0)
        hasReadPart = true
        pendingRequests += 1
        refusesBody = expectsContinue && (announcedBytes ?? 0) > limits.maxBodyBytes
        owesContinue = expectsContinue && !refusesBody
    }

    /// Some of its body has arrived.
    package mutating func bodyReceived(byteCount: Int) {
        hasReadPart = true
        owesContinue = false
        // After the response, further bytes of the body do not extend the deadline.
        guard case .body(let start, let before) = phase, pendingRequests > 0 else { return }
        phase = .body(since: start, byteCount: before + byteCount)
    }

    /// The request is complete.
    package mutating func endReceived(at now: NIODeadline) {
        hasReadPart = true
        owesContinue = false
        refusesBody = false
        phase = .idle(since: now)
    }

    /// The socket is drained, and nothing more is read until `readRequested`. Only now is it known whether body bytes
    /// came with a head, and that bytes which formed no part begin the next head. (If they came with the end of the
    /// previous request, they are noticed when more arrive.)
    package mutating func readCompleted(at now: @autoclosure () -> NIODeadline) -> Action {
        defer { hasReadPart = false }
        switch phase {
        case .opened(let start): phase = .head(since: start)
        case .idle where !hasReadPart: phase = .head(since: now())
        case .head, .body: break
        case .idle, .closing, .disconnected: return .nothing
        }
        if heldSince == nil { heldSince = now() }
        return continueIfDue()
    }

    /// Reading continues. The pause does not count against the client, because the server had not consumed earlier
    /// data.
    package mutating func readRequested(at now: @autoclosure () -> NIODeadline) {
        guard let heldSince else { return }
        let held = now() - heldSince
        self.heldSince = nil
        switch phase {
        case .head(let start): phase = .head(since: start + held)
        case .body(let start, let byteCount): phase = .body(since: start + held, byteCount: byteCount)
        case .opened, .idle, .closing, .disconnected: break
        }
    }

    /// The client has closed its side, which counts as disconnecting, or the connection broke.
    package mutating func inputClosed() {
        phase = .disconnected
    }

    /// Sends `100 Continue` at most once, and only when no earlier response is pending.
    private mutating func continueIfDue() -> Action {
        guard owesContinue, pendingRequests == 1, !isResponding else { return .nothing }
        owesContinue = false
        return .sendContinue
    }
}

// MARK: - Responses

extension ConnectionState {
    /// The head of a final response is sent. Returns whether `Connection: close` must be added: the client still holds
    /// back a refused body, and without that body the start of the next request cannot be found.
    package mutating func responseBegan(closes: Bool) -> Bool {
        isResponding = true
        let mustClose = refusesBody && pendingRequests == 1
        closesAfterResponse = closes || mustClose
        return mustClose && !closes
    }

    /// The response is complete; the next one may be due.
    package mutating func responseEnded(at now: NIODeadline) -> Action {
        isResponding = false
        // Hummingbird also responds to input that cannot be parsed, which was never counted.
        pendingRequests = max(0, pendingRequests - 1)
        if closesAfterResponse { return .closeOutput }
        if case .idle = phase { phase = .idle(since: now) }
        return continueIfDue()
    }

    /// Our side is closed: no further response can be sent.
    package mutating func outputClosed(at now: NIODeadline) {
        guard !isDisconnected else { return }
        phase = .closing(since: now)
    }
}
