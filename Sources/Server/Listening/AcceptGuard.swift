import Foundation
import Logging
import NIOCore

/// Bounds the number of connections, and pauses when the system has no file descriptor for another one. Without the
/// pause, the event loop would spin: NIO retries at once, and the waiting connection keeps the socket readable.
///
/// The first handler in the pipeline of the listening channel. Connections that are put off wait in the kernel's
/// backlog.
final class AcceptGuard: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias InboundOut = any Channel
    typealias OutboundIn = Never
    typealias OutboundOut = Never

    private static let pause = TimeAmount.milliseconds(250)

    private let limit: Int
    private let logger: Logger
    private var state: AcceptState
    private var resumption: Scheduled<Void>?

    init(limit: Int, logger: Logger) {
        self.limit = limit
        self.logger = logger
        state = AcceptState(limit: limit)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        state.opened()
        let bound = NIOLoopBound((guard: self, context: context), eventLoop: context.eventLoop)
        unwrapInboundIn(data).closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            bound.value.guard.closed(bound.value.context)
        }
        context.fireChannelRead(data)
    }

    private func closed(_ context: ChannelHandlerContext) {
        if state.closed() { context.read() }
    }

    func read(context: ChannelHandlerContext) {
        switch state.asked(at: .now()) {
        case .accept: context.read()
        case .putOff(isNews: false): break
        case .putOff(isNews: true):
            logger.warning(
                "as many connections are open as the limit of open files allows", metadata: ["connections": "\(limit)"])
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? IOError, Self.passes(error.errnoCode) else {
            return context.fireErrorCaught(error)
        }
        // The client left before it was accepted. No resource is missing.
        if error.errnoCode == ECONNABORTED { return }
        if state.failed(at: .now()) {
            logger.warning(
                "connections cannot be accepted for want of resources",
                metadata: ["reason": "\(String(cString: strerror(error.errnoCode)))"])
        }
        setReading(false, context)
        guard resumption == nil else { return }
        let bound = NIOLoopBound((guard: self, context: context), eventLoop: context.eventLoop)
        resumption = context.eventLoop.scheduleTask(in: Self.pause) { bound.value.guard.resume(bound.value.context) }
    }

    private func resume(_ context: ChannelHandlerContext) {
        resumption = nil
        state.pauseEnded()
        setReading(true, context)
    }

    func channelInactive(context: ChannelHandlerContext) {
        resumption?.cancel()
        context.fireChannelInactive()
    }

    /// The errors after which NIO keeps the listening channel open.
    private static func passes(_ code: Int32) -> Bool {
        [ECONNABORTED, EMFILE, ENFILE, ENOBUFS, ENOMEM].contains(code)
    }

    /// Only this takes the socket out of the selector after a failure. Holding back the next read is not enough.
    private func setReading(_ isReading: Bool, _ context: ChannelHandlerContext) {
        do {
            try context.channel.syncOptions?.setOption(.autoRead, value: isReading)
        } catch {
            // The channel is closed, so there is nothing to accept.
        }
    }
}
