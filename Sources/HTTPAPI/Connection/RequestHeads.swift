import NIOCore
import NIOHTTP1
import NIOHTTPTypesHTTP1

/// Makes HTTP/1.0 requests safe for handlers that cannot tell: the version is lost in `HTTPRequest`.
///
/// An HTTP/1.0 client understands no `100 Continue` (RFC 9110, section 10.1.1), and unless it says `keep-alive` it may
/// wait for the end of the connection (RFC 9112, section 9.3). Stateless, so one serves all connections.
final class OldRequests: ChannelInboundHandler, RemovableChannelHandler, Sendable {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private static let shared = OldRequests()

    /// Puts itself before the codec, where the version is still known. Without a codec (in tests) there is none.
    static func install(in pipeline: ChannelPipeline.SynchronousOperations) {
        // The only failure there is: no such handler.
        guard let codec = try? pipeline.handler(type: HTTP1ToHTTPServerCodec.self) else { return }
        // It cannot fail either: the handler was there a line above.
        try? pipeline.addHandler(shared, position: .before(codec))
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), head.version.minor == 0 else {
            return context.fireChannelRead(data)
        }
        head.headers.remove(name: "Expect")
        if !head.headers[canonicalForm: "Connection"].contains(where: { $0.lowercased() == "keep-alive" }) {
            head.headers.replaceOrAdd(name: "Connection", value: "close")
        }
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }
}
