internal import CLibcurl

/// The work of the transport's thread: it takes requests, drives all transfers and answers the callers. All of
/// libcurl's handles are used here.
final class TransferLoop {
    private let multi: MultiHandle
    private let inbox: RequestInbox
    private let configuration: CurlTransport.Configuration
    /// First come, first served. libcurl could hold transfers back too, but no timeout ends a transfer that it holds
    /// back.
    private var waiting: [RequestInbox.Order] = []
    private var running: [Int: Transfer] = [:]
    /// Handles for the next requests. With those in use, there are no more than connections.
    private var idle: [EasyHandle] = []

    init(multi: MultiHandle, inbox: RequestInbox, configuration: CurlTransport.Configuration) {
        self.multi = multi
        self.inbox = inbox
        self.configuration = configuration
    }

    /// Returns once the inbox is closed.
    func run() {
        while let post = inbox.take() {
            drop(post.abandoned)
            waiting += post.orders
            let isWell = multi.perform()
            while let (easy, code) = multi.nextFinished() { finish(easy, code) }
            expire()
            admit()
            if !isWell || !multi.poll(until: waiting.lazy.map(\.deadline).min()) { stopAll() }
        }
        // Closing the inbox has already answered the callers.
        stopAll()
        inbox.end()
    }

    private func drop(_ abandoned: Set<Int>) {
        for number in abandoned { stop(number) }
        if !abandoned.isEmpty { waiting.removeAll { abandoned.contains($0.number) } }
    }

    private func expire() {
        let now = ContinuousClock.now
        waiting.removeAll { order in
            guard order.deadline <= now else { return false }
            inbox.answer(order.number, .failure(.timedOut(.connecting)))
            return true
        }
    }

    private func admit() {
        let count = min(waiting.count, configuration.connections - running.count)
        for order in waiting.prefix(count) { start(order) }
        waiting.removeFirst(count)
    }

    private func start(_ order: RequestInbox.Order) {
        do throws(CurlFailure) {
            let easy = if let easy = idle.popLast() { easy } else { try EasyHandle() }
            let transfer = Transfer(order, easy: easy, responseLimit: configuration.responseLimit)
            try transfer.prepare(order, configuration)
            try multi.add(easy)
            running[order.number] = transfer
        } catch {
            inbox.answer(order.number, .failure(TransportError(error)))
        }
    }

    private func finish(_ easy: UnsafeMutableRawPointer, _ code: CURLcode) {
        guard let transfer = Transfer.of(easy) else { return }
        let result = transfer.result(code)
        stop(transfer.number)
        inbox.answer(transfer.number, result)
    }

    /// Makes libcurl drop the easy handle's settings before the transfer that they refer to is released.
    private func stop(_ number: Int) {
        guard let transfer = running.removeValue(forKey: number) else { return }
        multi.remove(transfer.easy)
        transfer.easy.reset()
        idle.append(transfer.easy)
    }

    private func stopAll() {
        for number in running.keys.map(\.self) {
            stop(number)
            inbox.answer(number, .failure(.brokenOff))
        }
    }
}
