import BrokerConformance
import Foundation
import Jobs
import TestSupport
import Testing

@testable import EmbeddedBroker

/// The journal's files are deleted, moved or replaced while the broker has them open.
@Suite struct JournalFilesTests {
    private func with(
        _ body: (BrokerFixture, EmbeddedBroker, JournalCopy, Watched<[JournalEvent]>) async throws -> Void
    ) async throws {
        let events = Watched<[JournalEvent]>([])
        let place = Watched<String>("")
        let factory = BrokerFactory(capabilities: [.survivesRestart]) { policy, time, forecast, directory in
            place.change { $0 = directory + "/data" }
            let broker = try await EmbeddedBroker(
                directory: directory + "/data", policy: policy, time: time, forecast: forecast
            ) { event in
                events.change { $0.append(event) }
            }
            return OpenBroker(broker) {
                do { try await broker.close() } catch { Issue.record(error, "it closes all the same") }
            }
        }
        try await BrokerFixture.with(factory) { fixture in
            try await fixture.admit("before")
            let broker = try #require(fixture.broker as? EmbeddedBroker)
            try await body(fixture, broker, JournalCopy(directory: place.value), events)
        }
    }

    enum Loss: String, CaseIterable {
        case directory, database, log, lock, databaseReplaced, logReplaced, moved

        func happens(to place: JournalCopy) throws {
            let files = FileManager.default
            switch self {
            case .directory: try files.removeItem(atPath: place.directory)
            case .database: try files.removeItem(atPath: place.path)
            case .log: try files.removeItem(atPath: place.log)
            case .lock: try files.removeItem(atPath: place.directory + "/lock")
            case .databaseReplaced: try replace(place, place.path)
            case .logReplaced: try replace(place, place.log)
            case .moved: try files.moveItem(atPath: place.directory, toPath: place.directory + ".moved")
            }
        }

        /// As an editor, `cp` after `rm`, or a restored copy does.
        private func replace(_ place: JournalCopy, _ path: String) throws {
            let bytes = try place.bytes(path)
            try place.write(bytes, to: path + ".other")
            try FileManager.default.removeItem(atPath: path)
            try FileManager.default.moveItem(atPath: path + ".other", toPath: path)
        }
    }

    @Test("then nothing is accepted, and that is told once", arguments: Loss.allCases)
    func gone(loss: Loss) async throws {
        try await with { fixture, broker, place, events in
            try loss.happens(to: place)
            for _ in 1...3 {
                await #expect(throws: BrokerError.unwritable) { try await fixture.submit("after") }
                await #expect(throws: BrokerError.unwritable) { try await fixture.submit("before") }
            }
            #expect(!broker.isWritable)
            #expect(events.value == [.filesGone(path: place.path)])
            #expect(try await broker.snapshot().waiting == 1, "nothing stays reserved")
        }
    }

    @Test("it is noticed though nobody submits")
    func idle() async throws {
        try await with { fixture, broker, place, events in
            try FileManager.default.removeItem(atPath: place.directory)
            try await fixture.pass(.seconds(5))
            #expect(!broker.isWritable)
            #expect(events.value == [.filesGone(path: place.path)])
        }
    }

    @Test("when they are back, submissions are accepted again, and what was accepted before is there")
    func back() async throws {
        try await with { fixture, broker, place, events in
            try FileManager.default.moveItem(atPath: place.directory, toPath: place.directory + ".moved")
            await #expect(throws: BrokerError.unwritable) { try await fixture.submit("after") }
            try FileManager.default.moveItem(atPath: place.directory + ".moved", toPath: place.directory)
            try await fixture.pass(.seconds(5)) { broker.isWritable }
            try await fixture.admit("after")
            #expect(events.value == [.filesGone(path: place.path), .filesBack(path: place.path)])
            try await fixture.restart()
            #expect(try await fixture.snapshot().waiting == 2)
        }
    }
}
