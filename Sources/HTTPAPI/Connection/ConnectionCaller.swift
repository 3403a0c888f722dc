import Jobs
import NIOCore
import Service

/// The client at the other end of a connection, for whom a call waits.
struct ConnectionCaller: Caller {
    let channel: any Channel

    init(_ channel: any Channel) {
        self.channel = channel
    }

    func watch(
        for limit: Duration, _ end: @escaping @Sendable (WaitResult) -> Void
    ) async -> @Sendable () -> Void {
        let registration = await DisconnectMonitor.of(channel).onDisconnect { end(.callerLeft) }
        let timer = channel.eventLoop.scheduleTask(in: TimeAmount(limit)) { end(.timedOut) }
        return {
            timer.cancel()
            registration.cancel()
        }
    }
}
