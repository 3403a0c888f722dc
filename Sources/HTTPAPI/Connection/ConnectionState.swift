package import NIOCore

/// What one HTTP/1.1 connection is waiting for and until when: events in, decisions out, no clock and no input or
/// output.
///
/// Requests may be pipelined, so several can be unanswered while another one is still arriving; they are answered in
/// order. While an earlier answer is on its way the client's clock stands still: it is us who keep the connection busy.
package struct ConnectionState: Sendable {
    /// What is to be done.
    package enum Action: Hashable, Sendable {
        case nothing
        /// Send the interim response of RFC 9110, section 15.2.1.
        case sendContinue
        /// Answer 408 and close.
        case timeOut
        /// Close without a word.
        case close
        /// Close our side and leave the client time to read what we sent (RFC 9112, section 9.6).
        case closeOutput
    }

    /// What the client is to do next.
    private enum Phase {
        /// Send its first byte.
        case opened(NIODeadline)
        /// Send another request if it likes.
        case idle(since: NIODeadline)
        /// Send the rest of a head.
        case head(since: NIODeadline)
        /// Send the rest of a body.
        case body(since: NIODeadline, byteCount: Int)
        /// Read our last answer and close.
        case closing(since: NIODeadline)
        /// Nothing: it has closed its side.
        case left
    }

    private let limits: ConnectionLimits
    private var phase = Phase.idle(since: .distantPast)
    /// Requests whose head has come and whose answer has not ended; the last of them may still be arriving.
    private var unanswered = 0
    /// Whether the answer to the first of them has begun.
    private var isAnswering = false
    /// Whether that answer is the last one.
    private var closesAfterAnswer = false
    /// Whether the request that is arriving waits for `100 Continue`.
    private var owesContinue = false
    /// Whether the request that is arriving announced more than we take.
    private var refusesBody = false
    /// Whether a part of a request came since the last read was complete.
    private var hasReadPart = false
    /// Since when nothing has been read from the socket, because what was read before is not taken yet.
    private var heldSince: NIODeadline?

    /// A connection that is not open yet.
    package init(limits: ConnectionLimits) {
        self.limits = limits
    }

    /// Nothing the client sends is looked at any more.
    package var isClosing: Bool {
        if case .closing = phase { true } else { false }
    }

    /// It closed its side, or the connection broke.
    package var hasClientLeft: Bool {
        if case .left = phase { true } else { false }
    }

    /// Until when the client has time; nil while it is our turn.
    package var deadline: NIODeadline? {
        switch phase {
        case .opened(let start): start + TimeAmount(limits.headTimeout)
        case .idle(let start): unanswered == 0 ? start + TimeAmount(limits.idleTimeout) : nil
        case .head(let start): unanswered == 0 && heldSince == nil ? start + TimeAmount(limits.headTimeout) : nil
        case .body(let start, let byteCount):
            unanswered <= 1 && heldSince == nil
                ? start + TimeAmount(limits.bodyTimeout) + .seconds(Int64(byteCount / limits.bodyBytesPerSecond)) : nil
        case .closing(let start): start + TimeAmount(limits.lingering)
        case .left: nil
        }
    }

    /// The deadline has passed. The connection is closed after this, whatever the action.
    package func deadlinePassed() -> Action {
        switch phase {
        case .head: .timeOut
        case .body: unanswered == 1 && !isAnswering ? .timeOut : .close
        case .opened, .idle, .closing, .left: .close
        }
    }
}

// MARK: - What comes in

extension ConnectionState {
    /// The time for the first head begins.
    package mutating func opened(at now: NIODeadline) {
        phase = .opened(now)
    }

    /// A request has begun. `announcedBytes` is its `Content-Length`, wanted only if it expects `100 Continue`.
    package mutating func headReceived(at now: NIODeadline, expectsContinue: Bool, announcedBytes: Int?) {
        phase = .body(since: now, byteCount: 0)
        hasReadPart = true
        unanswered += 1
        refusesBody = expectsContinue && (announcedBytes ?? 0) > limits.maxBodyBytes
        owesContinue = expectsContinue && !refusesBody
    }

    /// Some of its body has come.
    package mutating func bodyReceived(byteCount: Int) {
        hasReadPart = true
        owesContinue = false
        // Once it has been answered, a body earns no more time.
        guard case .body(let start, let before) = phase, unanswered > 0 else { return }
        phase = .body(since: start, byteCount: before + byteCount)
    }

    /// The request is complete.
    package mutating func endReceived(at now: NIODeadline) {
        hasReadPart = true
        owesContinue = false
        refusesBody = false
        phase = .idle(since: now)
    }

    /// All that the socket had has been read and nothing more is read until `readRequested`. Only now it is known
    /// whether body bytes came along with a head, and that bytes which made no part are the beginning of a head. (Those
    /// that come together with the end of the request before are noticed when the next ones come.)
    package mutating func readCompleted(at now: @autoclosure () -> NIODeadline) -> Action {
        defer { hasReadPart = false }
        switch phase {
        case .opened(let start): phase = .head(since: start)
        case .idle where !hasReadPart: phase = .head(since: now())
        case .head, .body: break
        case .idle, .closing, .left: return .nothing
        }
        if heldSince == nil { heldSince = now() }
        return continueIfDue()
    }

    /// Reading goes on. The time in between was ours: what was read before had not been taken yet.
    package mutating func readRequested(at now: @autoclosure () -> NIODeadline) {
        guard let heldSince else { return }
        let held = now() - heldSince
        self.heldSince = nil
        switch phase {
        case .head(let start): phase = .head(since: start + held)
        case .body(let start, let byteCount): phase = .body(since: start + held, byteCount: byteCount)
        case .opened, .idle, .closing, .left: break
        }
    }

    /// The client has left, or has at least closed its side, which counts as leaving.
    package mutating func inputClosed() {
        phase = .left
    }

    /// Once, and only when no earlier answer is left to be written.
    private mutating func continueIfDue() -> Action {
        guard owesContinue, unanswered == 1, !isAnswering else { return .nothing }
        owesContinue = false
        return .sendContinue
    }
}

// MARK: - What goes out

extension ConnectionState {
    /// The head of a final response. Returns whether it has to say that the connection will be closed: its request
    /// waits with a body that nobody wants, and without that body the next request cannot be found.
    package mutating func answerBegan(closes: Bool) -> Bool {
        isAnswering = true
        let mustClose = refusesBody && unanswered == 1
        closesAfterAnswer = closes || mustClose
        return mustClose && !closes
    }

    /// The answer is complete; the next one may be due.
    package mutating func answerEnded(at now: NIODeadline) -> Action {
        isAnswering = false
        // Hummingbird answers what cannot be parsed, which was never counted.
        unanswered = max(0, unanswered - 1)
        if closesAfterAnswer { return .closeOutput }
        if case .idle = phase { phase = .idle(since: now) }
        return continueIfDue()
    }

    /// Our side is closed: nothing more can be answered.
    package mutating func outputClosed(at now: NIODeadline) {
        guard !hasClientLeft else { return }
        phase = .closing(since: now)
    }
}
