import Foundation
import Telemetry
import TestSupport
import Testing

@Suite struct LineWriterTests {
    /// Both ends of a pipe that holds 4 KiB, as small as there are.
    private func withPipe(_ body: (_ reading: FileHandle, _ writing: Int32) async throws -> Void) async throws {
        signal(SIGPIPE, SIG_IGN)
        let pipe = Pipe()
        // F_SETPIPE_SZ, which Swift does not see.
        #expect(fcntl(pipe.fileHandleForWriting.fileDescriptor, 1031, 4096) == 4096)
        try await body(pipe.fileHandleForReading, pipe.fileHandleForWriting.fileDescriptor)
    }

    private func numbered(_ number: Int) -> String { "line \(number) " + String(repeating: "x", count: 90) + "\n" }

    @Test("lines are written whole and in order, and a flush returns when they are")
    func order() async throws {
        try await withTemporaryDirectory { directory in
            let descriptor = open(directory + "/log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            let writer = LineWriter(descriptor: descriptor, name: "test")
            for number in 0..<500 { writer.write(numbered(number)) }
            #expect(writer.flush(within: .seconds(30)))
            let text = try String(contentsOfFile: directory + "/log", encoding: .utf8)
            #expect(text == (0..<500).map(numbered).joined())
            #expect(writer.lost == 0)
        }
    }

    @Test("where nobody reads, nobody waits: what does not fit is lost, counted, and told once when it is read again")
    func unread() async throws {
        try await withPipe { reading, writing in
            let writer = LineWriter(descriptor: writing, name: "test", capacity: 10_000)
            writer.tellLoss { Array("\($0) lines lost\n".utf8) }
            for number in 0..<1000 { writer.write(numbered(number)) }
            let lost = writer.lost
            #expect((800..<920).contains(lost), "about 10 kB and a pipe's 4 KiB are not lost")
            let read = Watched("")
            Thread.detachNewThread {
                while !read.value.contains("the end\n") {
                    let more = String(decoding: reading.availableData, as: UTF8.self)
                    if more.isEmpty { return }
                    read.change { $0 += more }
                }
            }
            try await read.until("the loss is told") { $0.contains("lost\n") }
            writer.write("the end\n")
            try await read.until("what comes later is written") { $0.hasSuffix("the end\n") }
            let lines = read.value.split(separator: "\n")
            #expect(lines.count == 1000 - lost + 2)
            #expect(lines.filter { $0.contains("lost") } == ["\(lost) lines lost"])
            #expect(lines.first == numbered(0).dropLast())
        }
    }

    @Test("what the system refuses is lost and counted, and does not hold up the rest")
    func refused() async throws {
        let full = open("/dev/full", O_WRONLY | O_CLOEXEC)
        defer { close(full) }
        for descriptor in [full, -1] {
            let writer = LineWriter(descriptor: descriptor, name: "test", capacity: 1000)
            writer.tellLoss { _ in [] }
            for number in 1...30 {
                writer.write(numbered(number))
                #expect(writer.flush(within: .seconds(30)))
                #expect(writer.lost == number)
            }
        }
    }

    @Test("a flush that takes too long ends in time, and none after it waits again")
    func boundedFlush() async throws {
        try await withPipe { reading, writing in
            let writer = LineWriter(descriptor: writing, name: "test")
            for number in 0..<100 { writer.write(numbered(number)) }
            #expect(!writer.flush(within: .milliseconds(50)))
            try await withTimeLimit("the second flush returns at once") {
                #expect(!writer.flush(within: .seconds(3600)))
            }
            var read = ""
            while !read.contains("line 99 ") { read += String(decoding: reading.availableData, as: UTF8.self) }
        }
    }

    @Test("after a line that was written in part a new one begins")
    func torn() async throws {
        try await withTemporaryDirectory { directory in
            let files = __rlimit_resource_t(RLIMIT_FSIZE.rawValue)
            var own = rlimit()
            try #require(getrlimit(files, &own) == 0)
            signal(SIGXFSZ, SIG_IGN)
            let descriptor = open(directory + "/log", O_WRONLY | O_CREAT | O_CLOEXEC, 0o600)
            defer { close(descriptor) }
            let writer = LineWriter(descriptor: descriptor, name: "test")
            writer.tellLoss { Array("lost: \($0)\n".utf8) }
            var small = rlimit(rlim_cur: 12, rlim_max: own.rlim_max)
            try #require(setrlimit(files, &small) == 0)
            writer.write("whole\n")
            writer.write("this is too long\n")
            writer.write("and this\n")
            let isDone = writer.flush(within: .seconds(30))
            try #require(setrlimit(files, &own) == 0)
            #expect(isDone)
            writer.write("later\n")
            #expect(writer.flush(within: .seconds(30)))
            let text = try String(contentsOfFile: directory + "/log", encoding: .utf8)
            #expect(text == "whole\nthis i\nlater\nlost: 2\n")
        }
    }
}
