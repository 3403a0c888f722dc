import Hummingbird
import NIOCore

/// One request and its answer: what every route gets besides the request.
struct Exchange: RequestContext {
    var coreContext: CoreRequestContextStorage
    private let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        channel = source.channel
    }

    /// Waits for the duration, or until the promise that `body` gets is fulfilled. False if the client left meanwhile,
    /// or the task was cancelled.
    func wait(
        _ duration: Duration, until body: (EventLoopPromise<Bool>) -> Void = { _ in }
    ) async -> Bool {
        let over = channel.eventLoop.makePromise(of: Bool.self)
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(duration)) { over.succeed(true) }
        defer { timer.cancel() }
        channel.eventLoop.execute { [channel] in
            do {
                try channel.pipeline.syncOperations.handler(type: ClientWatch.self).whenGone(over)
            } catch {
                // The pipeline is gone, and so is the client.
                over.succeed(false)
            }
        }
        body(over)
        return await withTaskCancellationHandler {
            do { return try await over.futureResult.get() } catch { return false }
        } onCancel: {
            over.succeed(false)
        }
    }

    /// Closes the connection, whatever was not sent yet.
    func cut() async {
        do {
            try await channel.close()
        } catch {
            // Closed already.
        }
    }
}
