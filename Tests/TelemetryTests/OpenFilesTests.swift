import Foundation
import Synchronization
import TestSupport
import Testing

@testable import Telemetry

@Suite struct OpenFilesTests {
    private let start = ContinuousClock.now

    @Test("where the kernel tells how many there are, nothing is listed")
    func size() {
        let files = OpenFiles(
            size: { 10_007 },
            list: {
                Issue.record("listed"); return 0
            })
        for _ in 0..<100 { #expect(files.count(at: start) == 10_007) }
    }

    @Test("where it does not, they are listed by another thread, once in ten seconds however many ask")
    func listing() async throws {
        let began = Watched(0)
        let mayEnd = DispatchSemaphore(value: 0)
        let files = OpenFiles(size: { 0 }) {
            began.change { $0 += 1 }
            mayEnd.wait()
            return 100 * began.value
        }
        for _ in 0..<1000 { #expect(files.count(at: start) == 0, "nobody waits for the first list") }
        try await began.until("it is listed") { $0 == 1 }
        mayEnd.signal()
        try await until("the count is there") { files.count(at: self.start) == 100 }
        #expect(files.count(at: start + .seconds(9)) == 100 && began.value == 1)
        for _ in 0..<1000 { #expect(files.count(at: start + .seconds(10)) == 100, "the last count is told meanwhile") }
        mayEnd.signal()
        try await until("the next count is there") { files.count(at: self.start + .seconds(11)) == 200 }
        #expect(began.value == 2)
    }

    @Test("descriptors that are opened are counted")
    func thisProcess() async throws {
        let before = OpenFiles.ofThisProcess.count()
        let files = try (0..<50).map { _ in try #require(FileHandle(forReadingAtPath: "/dev/null")) }
        var status = stat()
        // A kernel before 6.2 is listed, at most once in ten seconds: there is nothing to compare with.
        if stat("/proc/self/fd", &status) == 0, status.st_size > 0 {
            #expect(OpenFiles.ofThisProcess.count() >= before + 40)
        }
        for file in files { try file.close() }
    }

    /// A thread that cannot be awaited changes it.
    private func until(_ rule: String, _ condition: @escaping @Sendable () -> Bool) async throws {
        try await withTimeLimit(rule) {
            while !condition() {
                try Task.checkCancellation()
                await Task.yield()
            }
        }
    }
}
