import Dispatch
import Foundation
import SerialLane
import TestSupport
import Testing

@Suite struct SerialLaneTests {
    @Test("messages arrive in the order they were posted, each once")
    func order() async {
        let received = Watched<[Int]>([])
        let lane = SerialLane<Int>(name: "test") { batch in received.change { $0 += batch } }
        for number in 0..<1000 { #expect(lane.post(number)) }
        await lane.close()
        #expect(received.value == Array(0..<1000))
    }

    @Test(
        "what comes while the handler is busy is one batch, up to the limit",
        arguments: [
            (limit: Int.max, sizes: [1, 10]), (10, [1, 10]), (4, [1, 4, 4, 2]),
            (1, [1] + [Int](repeating: 1, count: 10)),
        ])
    func batches(limit: Int, sizes: [Int]) async throws {
        let (batches, gate) = (Watched<[[Int]]>([]), DispatchSemaphore(value: 0))
        let lane = SerialLane<Int>(name: "test", batchLimit: limit) { batch in
            batches.change { $0.append(batch) }
            if batch == [0] { gate.wait() }
        }
        lane.post(0)
        try await batches.until("the lone message is handled at once") { $0 == [[0]] }
        for number in 1...10 { lane.post(number) }
        gate.signal()
        await lane.close()
        #expect(batches.value.map(\.count) == sizes)
        #expect(batches.value.flatMap(\.self) == Array(0...10))
    }

    @Test("the handler runs on one thread of its own, under its name")
    func thread() async {
        let threads = Watched<Set<String>>([])
        let lane = SerialLane<Int>(name: "of its own") { _ in
            let thread = "\(pthread_self()) \(ownName())"
            threads.change { _ = $0.insert(thread) }
        }
        for number in 0..<100 {
            lane.post(number)
            if number % 10 == 0 { await Task.yield() }
        }
        await lane.close()
        #expect(threads.value.count == 1)
        #expect(threads.value.first?.hasSuffix(" of its own") == true)
    }

    @Test("the kernel's limit on names shortens them", arguments: ["a name longer than it can be", "ninety-nine éé"])
    func longNames(name: String) async {
        let names = Watched<[String]>([])
        let lane = SerialLane<Int>(name: name) { _ in names.change { $0.append(ownName()) } }
        lane.post(1)
        await lane.close()
        #expect(names.value == [String(decoding: name.utf8.prefix(15), as: UTF8.self)])
    }

    @Test("closing waits for the handler to be through with all there is")
    func closing() async throws {
        let (received, started, gate) = (Watched(0), TestSignal("the handler starts"), DispatchSemaphore(value: 0))
        let lane = SerialLane<Int>(name: "test", batchLimit: 1) { _ in
            started.fire()
            gate.wait()
            received.change { $0 += 1 }
        }
        for number in 0..<5 { lane.post(number) }
        try await started.wait()
        async let closed: Int = {
            await lane.close()
            return received.value
        }()
        for _ in 0..<5 { gate.signal() }
        #expect(await closed == 5)
    }

    @Test("a closed lane takes nothing, and says so")
    func refusal() async {
        let received = Watched<[Int]>([])
        let lane = SerialLane<Int>(name: "test") { batch in received.change { $0 += batch } }
        #expect(lane.post(1))
        await lane.close()
        #expect(!lane.post(2))
        #expect(received.value == [1])
        await lane.close()
    }

    @Test("everybody who closes is told of the end")
    func manyClosers() async throws {
        let lane = SerialLane<Int>(name: "test") { _ in }
        try await withTimeLimit("all closers return") {
            await withTaskGroup { group in
                for _ in 0..<20 { group.addTask { await lane.close() } }
            }
        }
    }

    @Test("many producers lose nothing, and each keeps its order")
    func producers() async {
        let received = Watched<[Int]>([])
        let lane = SerialLane<Int>(name: "test", batchLimit: 16) { batch in received.change { $0 += batch } }
        await withTaskGroup { group in
            for producer in 0..<8 {
                group.addTask {
                    for number in 0..<1000 { lane.post(producer * 1000 + number) }
                }
            }
        }
        await lane.close()
        for producer in 0..<8 {
            let own = received.value.filter { $0 / 1000 == producer }
            #expect(own == Array(producer * 1000..<(producer + 1) * 1000))
        }
    }

    @Test("what was posted is handled though the lane is held by nobody any more")
    func dropped() async throws {
        let received = Watched<[Int]>([])
        do {
            let lane = SerialLane<Int>(name: "test") { batch in received.change { $0 += batch } }
            for number in 0..<100 { lane.post(number) }
        }
        try await received.until("everything is handled") { $0 == Array(0..<100) }
    }
}

/// As the kernel knows this thread.
private func ownName() -> String {
    let name = FileManager.default.contents(atPath: "/proc/thread-self/comm") ?? Data()
    return String(decoding: name.dropLast(), as: UTF8.self)
}
