import HTTPTypes
package import NIOCore
package import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Ends connections whose client is too slow or idle for too long, answers `Expect: 100-continue`, closes after a
/// response with `Connection: close`, and notices when the client disconnects.
///
/// One for each connection (`GuardedChannel`). `ConnectionState` decides. At most one timer is set at a time. When the
/// deadline moves to a later time, the timer stays and is set again when it fires too early, so a busy connection sets
/// no timers.
package final class ConnectionGuard: ChannelDuplexHandler, RemovableChannelHandler {
    package typealias InboundIn = HTTPRequestPart
    package typealias InboundOut = HTTPRequestPart
    package typealias OutboundIn = HTTPResponsePart
    package typealias OutboundOut = HTTPResponsePart

    private var state: ConnectionState
    /// Present between `handlerAdded` and `handlerRemoved`: timer callbacks come without a context.
    private var context: ChannelHandlerContext?
    private var timer: (callback: NIOScheduledCallback, deadline: NIODeadline)?
    /// Made for the first request that waits.
    private var createdMonitor: DisconnectMonitor?

    /// To be added to one pipeline, after the HTTP codec and before Hummingbird's own handlers.
    package init(_ limits: ConnectionLimits) {
        self.state = ConnectionState(limits: limits)
    }

    /// Only for the event loop; see `DisconnectMonitor.of`.
    var disconnectMonitor: DisconnectMonitor {
        if let createdMonitor { return createdMonitor }
        let monitor = DisconnectMonitor()
        if state.isDisconnected { monitor.clientDisconnected() }
        createdMonitor = monitor
        return monitor
    }
}

@available(*, unavailable)
extension ConnectionGuard: Sendable {}

// MARK: - Opening and closing

extension ConnectionGuard {
    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { start(context) }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        timer?.callback.cancel()
        timer = nil
        createdMonitor?.clientDisconnected()
    }

    package func channelActive(context: ChannelHandlerContext) {
        start(context)
        context.fireChannelActive()
    }

    package func channelInactive(context: ChannelHandlerContext) {
        clientDisconnected()
        context.fireChannelInactive()
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { clientDisconnected() }
        context.fireUserInboundEventTriggered(event)
    }

    private func start(_ context: ChannelHandlerContext) {
        state.opened(at: context.eventLoop.now)
        setTimer(context)
    }

    private func clientDisconnected() {
        state.inputClosed()
        createdMonitor?.clientDisconnected()
    }
}

// MARK: - Reading

extension ConnectionGuard {
    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard !state.isClosing else { return }
        switch unwrapInboundIn(data) {
        case .head(let request):
            // Other expectations may be ignored (RFC 9110, section 10.1.1).
            let expectsContinue =
                request.headerFields.value(of: .expect)?.members.contains { $0.isSame(as: "100-continue") } ?? false
            state.headReceived(
                at: context.eventLoop.now, expectsContinue: expectsContinue,
                announcedBytes: expectsContinue ? request.headerFields[.contentLength].flatMap { Int($0) } : nil)
        case .body(let bytes): state.bodyReceived(byteCount: bytes.readableBytes)
        case .end: state.endReceived(at: context.eventLoop.now)
        }
        context.fireChannelRead(data)
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        perform(state.readCompleted(at: context.eventLoop.now), context)
        context.fireChannelReadComplete()
    }

    package func read(context: ChannelHandlerContext) {
        state.readRequested(at: context.eventLoop.now)
        setTimer(context)
        context.read()
    }
}

// MARK: - Writing

extension ConnectionGuard {
    package func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        switch unwrapOutboundIn(data) {
        case .head(let response) where response.status == .badRequest && response.headerFields[.requestID] == nil:
            // Hummingbird's empty response to a request that cannot be parsed. Its end follows.
            _ = state.responseBegan(closes: true)
            let parts = Problem.unreadable.parts
            context.write(wrapOutboundOut(parts[0]), promise: promise)
            context.write(wrapOutboundOut(parts[1]), promise: nil)
        case .head(var response) where response.status.kind != .informational:
            let mustSayClose = state.responseBegan(closes: response.headerFields[.connection] == "close")
            guard mustSayClose else { return context.write(data, promise: promise) }
            response.headerFields[.connection] = "close"
            context.write(wrapOutboundOut(.head(response)), promise: promise)
        case .head, .body:
            context.write(data, promise: promise)
        case .end:
            context.write(data, promise: promise)
            perform(state.responseEnded(at: context.eventLoop.now), context)
        }
    }

    package func close(context: ChannelHandlerContext, mode: CloseMode, promise: EventLoopPromise<Void>?) {
        if mode == .output {
            state.outputClosed(at: context.eventLoop.now)
            setTimer(context)
        }
        context.close(mode: mode, promise: promise)
    }

    private func perform(_ action: ConnectionState.Action, _ context: ChannelHandlerContext) {
        switch action {
        case .nothing:
            setTimer(context)
        case .sendContinue:
            context.writeAndFlush(wrapOutboundOut(.head(HTTPResponse(status: .continue))), promise: nil)
            setTimer(context)
        case .closeOutput:
            context.flush()
            close(context: context, mode: .output, promise: nil)
        case .timeOut:
            for part in Problem.timeout.parts { context.write(wrapOutboundOut(part), promise: nil) }
            context.flush()
            context.close(promise: nil)
        case .close:
            context.close(promise: nil)
        }
    }
}

// MARK: - The timer

extension ConnectionGuard: NIOScheduledCallbackHandler {
    package func handleScheduledCallback(eventLoop: some EventLoop) {
        timer = nil
        guard let context, let deadline = state.deadline else { return }
        if eventLoop.now < deadline {
            setTimer(context)
        } else {
            perform(state.deadlinePassed(), context)
        }
    }

    /// Ensures that a timer fires at the deadline or before.
    private func setTimer(_ context: ChannelHandlerContext) {
        guard let deadline = state.deadline else { return }
        if let timer {
            guard deadline < timer.deadline else { return }
            timer.callback.cancel()
        }
        do {
            let callback = try context.eventLoop.assumeIsolated().scheduleCallback(at: deadline, handler: self)
            timer = (callback, deadline)
        } catch {
            // The event loop is shutting down, and the connection with it.
            timer = nil
        }
    }
}
