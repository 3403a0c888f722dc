import Analysis
import Caching
import Jobs
import TestSupport
import Testing

@Suite struct MemoryAnswerCacheTests {
    private let now = ManualTime.start
    private let ann = Principal("ann")
    private let bob = Principal("bob")
    private let fingerprint = Sample.fingerprint(of: Document(text: "A text."))

    private func cache(capacity: Int = 1 << 20, retention: Duration = .seconds(600)) -> MemoryAnswerCache {
        MemoryAnswerCache(capacity: capacity, answerRetention: retention)
    }

    private func answer(_ document: String = "{}", good: Duration = .seconds(300)) -> CachedAnswer {
        CachedAnswer(request: Sample.id(at: now), document: Array(document.utf8), goodUntil: now + good)
    }

    @Test("an answer comes back as it was kept, until it is not good any more")
    func age() throws {
        let (cache, kept) = (cache(), answer(#"{"status":"done"}"#, good: .seconds(300)))
        cache.keep(kept, to: fingerprint, for: ann, at: now)
        let found = try #require(cache.find(fingerprint, for: ann, at: now + .microseconds(299_999_999)))
        #expect(found.document == kept.document && found.request == kept.request)
        #expect(cache.find(fingerprint, for: ann, at: now + .seconds(300)) == nil)
        #expect(cache.size == (0, 0), "what is over leaves nothing behind")
    }

    @Test("nothing is kept longer than the retention of answers, whatever it says itself")
    func retention() {
        let cache = cache(retention: .seconds(60))
        cache.keep(answer(good: .seconds(300)), to: fingerprint, for: ann, at: now)
        #expect(cache.find(fingerprint, for: ann, at: now + .seconds(59)) != nil)
        #expect(cache.find(fingerprint, for: ann, at: now + .seconds(60)) == nil)
    }

    @Test("each principal has an answer of its own")
    func principals() {
        let cache = cache()
        let (hers, his) = (answer("hers"), answer("his"))
        cache.keep(hers, to: fingerprint, for: ann, at: now)
        #expect(cache.find(fingerprint, for: bob, at: now) == nil)
        cache.keep(his, to: fingerprint, for: bob, at: now)
        #expect(cache.find(fingerprint, for: ann, at: now)?.request == hers.request)
        #expect(cache.find(fingerprint, for: bob, at: now)?.request == his.request)
        #expect(cache.size.entries == 1)
    }

    @Test("what is forgotten is forgotten for everybody, and nothing else is")
    func forgetting() {
        let (cache, other) = (cache(), Sample.fingerprint(of: Document(text: "Another text.")))
        for principal in [ann, bob] { cache.keep(answer(), to: fingerprint, for: principal, at: now) }
        cache.keep(answer(), to: other, for: ann, at: now)
        cache.forget(fingerprint.prefix)
        #expect(cache.find(fingerprint, for: ann, at: now) == nil)
        #expect(cache.find(fingerprint, for: bob, at: now) == nil)
        #expect(cache.find(other, for: ann, at: now) != nil)
    }

    @Test("work with the same first 64 bits is other work: neither is answered with the other's")
    func collision() throws {
        let (cache, hers) = (cache(), answer("hers"))
        let bytes = fingerprint.bytes.prefix(8) + [UInt8](repeating: 7, count: 24)
        let other = try #require(Fingerprint(bytes: bytes))
        cache.keep(hers, to: fingerprint, for: ann, at: now)
        #expect(cache.find(other, for: ann, at: now) == nil)
        cache.keep(answer("other"), to: other, for: bob, at: now)
        #expect(cache.find(other, for: ann, at: now) == nil)
        #expect(cache.find(fingerprint, for: ann, at: now) == nil, "the newer one has the place")
        #expect(cache.find(other, for: bob, at: now) != nil)
    }

    @Test("the end of work that replaced an answer makes it forgotten, and no other end does")
    func replaced() {
        let cache = cache()
        cache.keep(answer(), to: fingerprint, for: ann, at: now)
        let id = Sample.id(at: now)
        cache.forgetReplaced(in: [Change(request: id, state: .done), Change(request: id, state: .done, replaced: 7)])
        #expect(cache.find(fingerprint, for: ann, at: now) != nil)
        cache.forgetReplaced(in: [Change(request: id, state: .done, replaced: fingerprint.prefix)])
        #expect(cache.find(fingerprint, for: ann, at: now) == nil)
    }

    @Test("an answer that was looked for before another was forgotten is not kept")
    func forgottenMeanwhile() {
        let cache = cache()
        let version = cache.version
        cache.forget(fingerprint.prefix)
        cache.keep(answer(), to: fingerprint, for: ann, at: now, ifStill: version)
        #expect(cache.find(fingerprint, for: ann, at: now) == nil)
        cache.keep(answer(), to: fingerprint, for: ann, at: now)
        #expect(cache.find(fingerprint, for: ann, at: now) != nil)
    }

    @Test("an answer is kept though another text's was forgotten while it was looked for")
    func anotherForgottenMeanwhile() {
        let cache = cache()
        let kept = (0..<50).count { number in
            let version = cache.version
            cache.forget(Sample.fingerprint(of: Document(text: "Another text, number \(number).")).prefix)
            cache.keep(answer(), to: fingerprint, for: Principal("\(number)"), at: now, ifStill: version)
            return cache.find(fingerprint, for: Principal("\(number)"), at: now) != nil
        }
        #expect(kept >= 48, "texts that share a stripe are rare")
    }

    @Test("a newer answer takes the place of an older one")
    func replacement() {
        let (cache, newer) = (cache(), answer("newer"))
        cache.keep(answer("older"), to: fingerprint, for: ann, at: now)
        cache.keep(newer, to: fingerprint, for: ann, at: now)
        #expect(cache.find(fingerprint, for: ann, at: now)?.document == newer.document)
        #expect(cache.size.entries == 1)
    }

    @Test("documents of all principals count, and never exceed the capacity", arguments: UInt64(1)...5)
    func bounds(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let cache = cache(capacity: 50_000)
        for _ in 0..<500 {
            let number = Int.random(in: 0..<60, using: &random)
            let document = String(repeating: "x", count: Int.random(in: 0...9000, using: &random))
            let fingerprint = Sample.fingerprint(of: Document(text: "Text \(number)."))
            cache.keep(answer(document), to: fingerprint, for: [ann, bob][number % 2], at: now)
            #expect(
                cache.find(fingerprint, for: [ann, bob][number % 2], at: now)?.document.count == document.utf8.count)
            #expect(cache.size.bytes <= 50_000)
        }
        #expect(cache.size.bytes > 30_000, "what is there is used")
    }

    @Test("an answer larger than the capacity is not kept")
    func tooLarge() {
        let cache = cache(capacity: 1000)
        cache.keep(answer(String(repeating: "x", count: 1000)), to: fingerprint, for: ann, at: now)
        #expect(cache.find(fingerprint, for: ann, at: now) == nil)
        #expect(cache.size == (0, 0))
    }

    @Test("it may be used from many tasks at once")
    func concurrency() async {
        let (cache, now) = (cache(capacity: 20_000), now)
        await withTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in 0..<500 {
                        let fingerprint = Sample.fingerprint(of: Document(text: "Text \(number % 40)."))
                        let document = Array("\(number % 40)".utf8)
                        let answer = CachedAnswer(
                            request: Sample.id(), document: document, goodUntil: now + .seconds(1))
                        cache.keep(answer, to: fingerprint, for: Principal("\(worker)"), at: now)
                        let found = cache.find(fingerprint, for: Principal("\(worker)"), at: now)
                        #expect(found == nil || found?.document == document, "never another text's answer")
                        if number % 7 == 0 { cache.forget(fingerprint.prefix) }
                    }
                }
            }
        }
        #expect(cache.size.bytes <= 20_000)
    }

    @Test("a finished request's document comes back to its own principal, until its retention is over")
    func documents() throws {
        let (cache, id) = (cache(), Sample.id(at: now))
        let document = FinishedDocument(
            bytes: Array(#"{"status":"done"}"#.utf8), entityTag: "W/\"d0\"", goodUntil: now + .seconds(60))
        cache.keep(document, of: id, for: ann)
        let found = try #require(cache.document(of: id, for: ann, at: now + .seconds(59)))
        #expect(found.bytes == document.bytes && found.entityTag == document.entityTag)
        #expect(cache.document(of: id, for: bob, at: now) == nil)
        #expect(cache.document(of: Sample.id(at: now), for: ann, at: now) == nil)
        #expect(cache.document(of: id, for: ann, at: now + .seconds(60)) == nil)
        #expect(cache.size == (0, 0), "what is over leaves nothing behind")
    }

    @Test("documents and answers share the bound")
    func sharedBound() {
        let cache = cache(capacity: 1000)
        let id = Sample.id(at: now)
        cache.keep(
            FinishedDocument(bytes: Array(repeating: 0, count: 500), entityTag: "", goodUntil: now + .seconds(60)),
            of: id, for: ann)
        #expect(cache.document(of: id, for: ann, at: now) != nil)
        cache.keep(answer(String(repeating: "x", count: 500)), to: fingerprint, for: ann, at: now)
        #expect(cache.document(of: id, for: ann, at: now) == nil)
        #expect(cache.find(fingerprint, for: ann, at: now) != nil)
    }
}

extension MemoryAnswerCache {
    /// Keeps an answer that is still the last word.
    fileprivate func keep(
        _ answer: CachedAnswer, to fingerprint: Fingerprint, for principal: Principal, at now: Timestamp
    ) {
        keep(answer, to: fingerprint, for: principal, at: now, ifStill: version)
    }
}
