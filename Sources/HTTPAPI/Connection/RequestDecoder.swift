import NIOCore
import NIOHTTP1

/// NIO's decoder of HTTP/1 requests, for a server that supports no upgrade.
///
/// NIO's decoder stops for good after a request that offers an upgrade or opens a tunnel: it leaves the bytes that
/// follow to the other protocol. A server may ignore the offer, and then the connection continues with HTTP (RFC 9110,
/// section 7.8), so a new decoder reads the next request.
final class RequestDecoder: ByteToMessageDecoder {
    typealias InboundOut = HTTPServerRequestPart

    private enum Next {
        case sameDecoder
        case newDecoder
        case nothing
    }

    private let limits: NIOHTTPDecoderLimitConfiguration
    private var decoder: HTTPRequestDecoder
    private var next = Next.sameDecoder

    init(limits: NIOHTTPDecoderLimitConfiguration) {
        self.limits = limits
        self.decoder = HTTPRequestDecoder(limitConfiguration: limits)
    }

    /// The request that has just ended offered an upgrade, so the decoder has stopped, but HTTP follows. Call it while
    /// the end of that request is passed on.
    func restart() { next = .newDecoder }

    /// What follows is not HTTP.
    func ignoreRest() { next = .nothing }

    func decoderAdded(context: ChannelHandlerContext) { decoder.decoderAdded(context: context) }

    func decoderRemoved(context: ChannelHandlerContext) { decoder.decoderRemoved(context: context) }

    func decode(context: ChannelHandlerContext, buffer: inout ByteBuffer) throws -> DecodingState {
        guard next != .nothing else { return drop(&buffer) }
        let state = try decoder.decode(context: context, buffer: &buffer)
        return try follow(state, context, &buffer)
    }

    func decodeLast(context: ChannelHandlerContext, buffer: inout ByteBuffer, seenEOF: Bool) throws -> DecodingState {
        guard next != .nothing else { return drop(&buffer) }
        let state = try decoder.decodeLast(context: context, buffer: &buffer, seenEOF: seenEOF)
        return try follow(state, context, &buffer)
    }

    private func follow(
        _ state: DecodingState, _ context: ChannelHandlerContext, _ buffer: inout ByteBuffer
    ) throws -> DecodingState {
        switch next {
        case .sameDecoder: return state
        case .newDecoder:
            next = .sameDecoder
            decoder.decoderRemoved(context: context)
            decoder = HTTPRequestDecoder(limitConfiguration: limits)
            decoder.decoderAdded(context: context)
            return buffer.readableBytes > 0 ? .continue : state
        case .nothing: return drop(&buffer)
        }
    }

    private func drop(_ buffer: inout ByteBuffer) -> DecodingState {
        buffer.moveReaderIndex(to: buffer.writerIndex)
        return .needMoreData
    }
}

@available(*, unavailable)
extension RequestDecoder: Sendable {}
