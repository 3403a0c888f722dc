package import Hummingbird
import NIOCore

/// What a route gets besides the request: Hummingbird's context, and the client's connection.
package struct AppRequestContext: RequestContext {
    package var coreContext: CoreRequestContextStorage
    /// For handlers that wait: they stop when the client disconnects.
    let channel: any Channel

    package init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }
}
