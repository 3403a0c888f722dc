import NIOCore
import NIOHTTP1

/// Sees each request's head as it was sent, before the codec drops the version, the form of the target and all that
/// stands beside the first `Host`; and makes it safe for handlers that cannot tell.
///
/// An HTTP/1.0 client understands no `100 Continue` (RFC 9110, section 10.1.1), and unless it says `keep-alive` it may
/// wait for the end of the connection (RFC 9112, section 9.3). For the target see `RequestTarget`, for upgrades
/// `RequestDecoder`.
final class RequestHeads: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let decoder: RequestDecoder
    /// What the request that is arriving makes of the decoder.
    private var end = UpgradeOffer.none

    /// To be added to one pipeline, between this decoder's handler and the codec.
    init(_ decoder: RequestDecoder) {
        self.decoder = decoder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(var head):
            end = UpgradeOffer(head)
            if isInOrder(head) { return context.fireChannelRead(data) }
            mend(&head)
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body:
            context.fireChannelRead(data)
        case .end:
            switch end {
            case .none, .unclear: break
            case .offered: decoder.goOn()
            case .tunnel: decoder.ignoreRest()
            }
            context.fireChannelRead(data)
        }
    }

    /// As nearly all are.
    private func isInOrder(_ head: HTTPRequestHead) -> Bool {
        head.version.minor > 0 && end != .unclear && RequestTarget.isPlain(head)
    }

    private func mend(_ head: inout HTTPRequestHead) {
        RequestTarget.mend(&head)
        if head.version.minor == 0 {
            head.headers.remove(name: "Expect")
            // Such a message's framing is faulty (RFC 9112, section 6.1).
            let isChunked = head.headers.contains(name: "Transfer-Encoding")
            if isChunked || !head.headers[canonicalForm: "Connection"].contains(where: { $0.isSame(as: "keep-alive") })
            {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
            }
        }
        if end == .unclear { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    }
}

@available(*, unavailable)
extension RequestHeads: Sendable {}
