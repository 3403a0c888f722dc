import Foundation
import TestSupport
import Testing

@testable import EmbeddedBroker

/// Logs that were cut or garbled while no server ran.
@Suite struct WriteAheadLogTests {
    private static let frame = 24 + 4096
    private static let jobs = 20

    @Test("of a log that is whole every frame is used, and nothing is told")
    func whole() async throws {
        try await JournalCopy.with(submissions: Self.jobs) { copy in
            let log = try #require(try WriteAheadLog(path: copy.log))
            #expect(log.frames > Self.jobs && log.usable == log.frames && log.cutOff == 0)
            let (jobs, events) = try await copy.opened()
            #expect(jobs == Self.jobs && events.isEmpty)
        }
    }

    @Test("a log that was cut, wherever, is missed by as many frames as are gone")
    func cut() async throws {
        for bytes in [1, 24, Self.frame, Self.frame * 5 + 100] {
            try await JournalCopy.with(submissions: Self.jobs) { copy in
                let log = try copy.bytes(copy.log)
                try copy.write(log.dropLast(bytes), to: copy.log)
                let (jobs, events) = try await copy.opened()
                #expect(jobs < Self.jobs)
                guard case .logDamaged(let frames, _, isCertain: true)? = events.first else {
                    Issue.record("\(bytes) bytes less are noticed: \(events)")
                    return
                }
                #expect(frames >= (bytes + Self.frame - 1) / Self.frame)
            }
        }
    }

    @Test("a log that is gone, or whose first bytes are, is missed", arguments: [0, 16, 31, 32])
    func beginning(zeros: Int) async throws {
        try await JournalCopy.with(submissions: Self.jobs) { copy in
            let log = try copy.bytes(copy.log)
            let frames = (log.count - 32) / Self.frame
            if zeros == 0 {
                try FileManager.default.removeItem(atPath: copy.log)
            } else {
                try copy.write(Data(count: zeros) + log.dropFirst(zeros), to: copy.log)
            }
            #expect(try copy.damage() == .logDamaged(frames: frames, bytes: frames * Self.frame, isCertain: true))
        }
    }

    @Test("bytes that were changed cost what follows, and that is told", arguments: [true, false])
    func garbled(knowsHowMuch: Bool) async throws {
        try await JournalCopy.with(submissions: Self.jobs) { copy in
            var log = try copy.bytes(copy.log)
            let frames = (log.count - 32) / Self.frame
            log[32 + Self.frame * (frames / 2) + 1000] ^= 1
            try copy.write(log, to: copy.log)
            if !knowsHowMuch { try FileManager.default.removeItem(atPath: copy.index) }
            let (jobs, events) = try await copy.opened()
            #expect(jobs < Self.jobs)
            guard case .logDamaged(let lost, let bytes, let isCertain)? = events.first else {
                Issue.record("a changed byte is noticed")
                return
            }
            #expect(lost >= frames / 2 && lost < frames && bytes == lost * Self.frame)
            #expect(isCertain == knowsHowMuch, "without the index it may be what a power cut left")
        }
    }

    @Test("a transaction that was not written to its end is nothing to tell")
    func torn() async throws {
        try await JournalCopy.with(submissions: Self.jobs) { copy in
            let log = try copy.bytes(copy.log)
            // A frame in the middle of a transaction, and half of another one: no size of the database in it.
            var frame = log.suffix(Self.frame)
            frame.replaceSubrange(frame.startIndex + 4..<frame.startIndex + 8, with: Data(count: 4))
            try copy.write(log + frame + frame.prefix(1000), to: copy.log)
            #expect(try copy.damage() == nil)
            try FileManager.default.removeItem(atPath: copy.index)
            #expect(try copy.damage() == nil)
            let (jobs, events) = try await copy.opened()
            #expect(jobs == Self.jobs && events.isEmpty)
        }
    }

    @Test("frames that an earlier round of the log left behind are nothing to tell")
    func earlierRound() async throws {
        try await JournalCopy.with(submissions: Self.jobs) { copy in
            let log = try copy.bytes(copy.log)
            var frame = log.suffix(Self.frame)
            frame[frame.startIndex + 11] ^= 0xFF
            try copy.write(log + frame, to: copy.log)
            try FileManager.default.removeItem(atPath: copy.index)
            #expect(try copy.damage() == nil)
            #expect(try await copy.opened().jobs == Self.jobs)
        }
    }

    @Test("an index that is cut or half written is not believed")
    func index() async throws {
        try await JournalCopy.with(submissions: Self.jobs) { copy in
            let index = try copy.bytes(copy.index)
            var torn = index
            torn[50] ^= 1
            for bytes in [Data(), index.prefix(100), torn] {
                try copy.write(bytes, to: copy.index)
                #expect(WriteAheadIndex(path: copy.index) == nil)
                #expect(try copy.damage() == nil)
            }
        }
    }
}
