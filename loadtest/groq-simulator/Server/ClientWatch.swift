import NIOCore
import NIOHTTPTypes

/// Notices when the client of one connection leaves. One who closes its side only has left as well.
final class ClientWatch: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart

    private var isGone = false
    /// Requests of one connection come one after the other, so one at most is waited for.
    private var waiting: EventLoopPromise<Bool>?

    /// Fulfils the promise with false when the client leaves, unless it is fulfilled before. On the event loop only.
    func whenGone(_ promise: EventLoopPromise<Bool>) {
        if isGone { return promise.succeed(false) }
        waiting = promise
    }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed = event { leave() }
        context.fireUserInboundEventTriggered(event)
    }

    private func leave() {
        isGone = true
        waiting?.succeed(false)
        waiting = nil
    }
}

@available(*, unavailable)
extension ClientWatch: Sendable {}
