import Jobs
import Testing

@Suite struct BoundsTests {
    private let bounds = Bounds(jobs: 10, bytes: 10_000, requests: 20, resultBytes: 0)

    @Test(
        "a job fits while jobs, bytes with overhead, and requests do",
        arguments: [
            (jobs: 0, bytes: 0, requests: 0, text: 100, fits: true),
            (9, 0, 0, 100, true),
            (10, 0, 0, 100, false),
            (0, 0, 19, 100, true),
            (0, 0, 20, 100, false),
            (0, 9_000, 0, 488, true),
            (0, 9_000, 0, 489, false),
            (0, 0, 0, 9_488, true),
            (0, 0, 0, 9_489, false),
        ])
    func admits(jobs: Int, bytes: Int, requests: Int, text: Int, fits: Bool) {
        var usage = Bounds.Usage()
        (usage.jobs, usage.bytes, usage.requests) = (jobs, bytes, requests)
        #expect(bounds.admits(text, with: usage) == fits)
    }
}
