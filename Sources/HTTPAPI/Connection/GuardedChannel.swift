package import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1

/// Hummingbird's HTTP/1 connection with our own decoder and guard: `HTTP1Channel` would insert NIO's decoder.
struct GuardedChannel: HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let limits: ConnectionLimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            try Self.addHandlers(to: pipeline, limits)
            try pipeline.addHandler(HTTPConnectionStateHandler(logger: logger))
            return try NIOAsyncChannel(
                wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }

    /// Adds the handlers that turn bytes into request parts, and response parts into bytes.
    static func addHandlers(
        to pipeline: ChannelPipeline.SynchronousOperations, _ limits: ConnectionLimits
    ) throws {
        let decoder = RequestDecoder(limits: limits.decoder)
        try pipeline.addHandlers([
            HTTPResponseEncoder(), ByteToMessageHandler(decoder), RequestHeadNormalizer(decoder),
            HTTP1ToHTTPServerCodec(secure: false), ConnectionGuard(limits),
        ])
    }
}

extension HTTPServerBuilder {
    /// Connections that end when their client is too slow or idle for too long; see `ConnectionGuard`.
    package static func guarded(_ limits: ConnectionLimits) -> HTTPServerBuilder {
        HTTPServerBuilder { GuardedChannel(responder: $0, limits: limits) }
    }
}

extension ConnectionLimits {
    /// Limits of a request's head, equal to Hummingbird's.
    fileprivate var decoder: NIOHTTPDecoderLimitConfiguration {
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = 80 * 1024
        limits.maxHeaderListSize = 80 * 1024
        limits.maxHeaderFieldCount = 1000
        return limits
    }
}
