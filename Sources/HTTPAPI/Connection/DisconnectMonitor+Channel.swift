package import NIOCore

extension DisconnectMonitor {
    /// The monitor of a channel's client. It costs one hop to the channel's event loop, so it is only for requests that
    /// wait. On a channel without `ConnectionGuard` the client disconnects when the channel closes.
    package static func of(_ channel: any Channel) async -> DisconnectMonitor {
        do {
            return try await channel.eventLoop.submit {
                try channel.pipeline.syncOperations.handler(type: ConnectionGuard.self).disconnectMonitor
            }.get()
        } catch {
            let monitor = DisconnectMonitor()
            channel.closeFuture.whenComplete { _ in monitor.clientDisconnected() }
            return monitor
        }
    }
}
