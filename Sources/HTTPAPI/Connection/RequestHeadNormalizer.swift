import NIOCore
import NIOHTTP1

/// Normalises the head of each request before the codec drops the version, the form of the target and every `Host` but
/// the first. Later handlers see only what they can handle.
///
/// An HTTP/1.0 client does not understand `100 Continue` (RFC 9110, section 10.1.1). Unless it sends `keep-alive`, it
/// may wait for the end of the connection (RFC 9112, section 9.3). For the target see `RequestTarget`, for upgrades
/// `RequestDecoder`.
final class RequestHeadNormalizer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let decoder: RequestDecoder
    /// Decides what the decoder does at the end of the arriving request.
    private var offer = UpgradeOffer.none

    /// To be added to one pipeline, between the decoder's handler and the codec.
    init(_ decoder: RequestDecoder) {
        self.decoder = decoder
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch unwrapInboundIn(data) {
        case .head(var head):
            offer = UpgradeOffer(head)
            if isNormal(head) { return context.fireChannelRead(data) }
            normalize(&head)
            context.fireChannelRead(wrapInboundOut(.head(head)))
        case .body:
            context.fireChannelRead(data)
        case .end:
            switch offer {
            case .none, .ambiguous: break
            case .offered: decoder.restart()
            case .tunnel: decoder.ignoreRest()
            }
            context.fireChannelRead(data)
        }
    }

    /// True for nearly all requests.
    private func isNormal(_ head: HTTPRequestHead) -> Bool {
        head.version.minor > 0 && offer != .ambiguous && RequestTarget.isNormal(head)
    }

    private func normalize(_ head: inout HTTPRequestHead) {
        RequestTarget.normalize(&head)
        if head.version.minor == 0 {
            head.headers.remove(name: "Expect")
            // HTTP/1.0 has no transfer codings, so the framing is faulty (RFC 9112, section 6.1).
            let isChunked = head.headers.contains(name: "Transfer-Encoding")
            if isChunked || !head.headers[canonicalForm: "Connection"].contains(where: { $0.isSame(as: "keep-alive") })
            {
                head.headers.replaceOrAdd(name: "Connection", value: "close")
            }
        }
        if offer == .ambiguous { head.headers.replaceOrAdd(name: "Connection", value: "close") }
    }
}

@available(*, unavailable)
extension RequestHeadNormalizer: Sendable {}
