package import NIOCore

extension ClientPresence {
    /// The presence of the client at the other end of `channel`. One hop to the channel's event loop, so only for
    /// requests that wait. On a channel without `ConnectionGuard` the client has left when the channel is closed.
    package static func of(_ channel: any Channel) async -> ClientPresence {
        do {
            return try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: ConnectionGuard.self).presence
            }.get()
        } catch {
            let presence = ClientPresence()
            channel.closeFuture.whenComplete { _ in presence.leave() }
            return presence
        }
    }
}
