import BrokerConformance
import Foundation
import Jobs
import TestSupport
import Testing

@testable import EmbeddedBroker

/// The files of a journal as a power cut or a kill leaves them: copied while the broker has them open.
struct JournalCopy {
    let directory: String

    var path: String { directory + "/journal.sqlite" }
    var log: String { path + "-wal" }
    var index: String { path + "-shm" }

    /// A copy of the files of a broker to which so many texts were submitted, one after the other.
    static func with(submissions: Int, _ body: (JournalCopy) async throws -> Void) async throws {
        try await withTemporaryDirectory { directory in
            let (time, original) = (ManualTime(), directory + "/original")
            let broker = try await EmbeddedBroker(directory: original, policy: .conformance(), time: time) { .stopped }
            for number in 0..<submissions {
                _ = try await broker.submit(Sample.submission("text \(number)", at: time.now))
            }
            let copy = JournalCopy(directory: directory + "/copy")
            try FileManager.default.createDirectory(atPath: copy.directory, withIntermediateDirectories: true)
            for name in ["journal.sqlite", "journal.sqlite-wal", "journal.sqlite-shm"] {
                try FileManager.default.copyItem(atPath: original + "/" + name, toPath: copy.directory + "/" + name)
            }
            try await broker.close()
            try await body(copy)
        }
    }

    func bytes(_ path: String) throws -> Data { try Data(contentsOf: URL(filePath: path)) }

    func write(_ data: Data, to path: String) throws { try data.write(to: URL(filePath: path)) }

    /// What a start finds wrong with the log.
    func damage() throws -> JournalEvent? {
        guard case .present(let damage) = try JournalCheck(path: path).run() else { return nil }
        return damage
    }

    /// All files with what is in them.
    func contents() throws -> [String: Data] {
        let names = try FileManager.default.contentsOfDirectory(atPath: directory)
        return try Dictionary(uniqueKeysWithValues: names.map { ($0, try bytes(directory + "/" + $0)) })
    }

    /// The number of unfinished jobs that a broker finds, and what it tells of the files.
    func opened() async throws -> (jobs: Int, events: [JournalEvent]) {
        let events = Watched<[JournalEvent]>([])
        let broker = try await EmbeddedBroker(directory: directory, policy: .conformance(), time: ManualTime()) {
            .stopped
        } onEvent: { event in
            events.change { $0.append(event) }
        }
        let jobs = try await broker.snapshot().waiting
        try await broker.close()
        return (jobs, events.value)
    }
}
